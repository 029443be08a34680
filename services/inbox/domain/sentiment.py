"""Polarity of a message from small word lists, and an honest `unknown` where too few of its words are in the lists."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from services.inbox.domain.lexicon import LEXICONS, Lexicon
from services.inbox.domain.lexicon.emoji import EMOJI
from services.inbox.domain.triage import SentimentLabel

COVERAGE_NEEDED = 0.4  # share of words known below which a reading is a guess
POLAR_EDGE = 0.2  # score from which a message counts as positive or negative
NORMALISER = 15.0  # VADER's alpha: maps the sum of weights into -1..1 (Hutto and Gilbert, 2014)
NEGATION_REACH = 3  # words after a negation that it turns round, as in VADER
NEGATED = -0.74  # VADER's factor: "not good" is less bad than "bad"


@dataclass(frozen=True, slots=True)
class SentimentScore:
    """Polarity from -1 to 1 and the share of words known; `unknown` below the coverage it needs."""

    label: SentimentLabel
    score: float
    coverage: float


UNKNOWN = SentimentScore("unknown", 0.0, 0.0)


def sentiment_of(text: str, tokens: Sequence[str], language: str | None) -> SentimentScore:
    """Read the polarity of a text with its words `tokens`; without a list for its language, or words, it is unknown."""
    smiles = sum([EMOJI[sign] for sign in text if sign in EMOJI]) if not text.isascii() else 0.0
    lexicon = LEXICONS.get(language or "")
    if lexicon is None or not tokens:
        return _labelled(smiles, 1.0) if smiles else UNKNOWN
    total, covered = _weigh(tokens, lexicon)
    coverage = covered / len(tokens)
    if coverage < COVERAGE_NEEDED:
        return SentimentScore("unknown", _normalised(total + smiles), round(coverage, 3))
    return _labelled(total + smiles, round(coverage, 3))


def _weigh(tokens: Sequence[str], lexicon: Lexicon) -> tuple[float, int]:
    """The sum of the weights, turned round near a negation, and how many words the list knows."""
    polar, neutral, negations, boosters = lexicon.polar, lexicon.neutral, lexicon.negations, lexicon.boosters
    total, covered, negated_until, boost = 0.0, 0, -1, 1.0
    for place, word in enumerate(tokens):
        if word in negations:
            negated_until, covered = place + NEGATION_REACH, covered + 1
            continue
        if word in boosters:
            boost, covered = 1.3, covered + 1
            continue
        weight = polar.get(word)
        if weight is not None:
            total += weight * boost * (NEGATED if place <= negated_until else 1.0)
            covered += 1
        elif word in neutral:
            covered += 1
        boost = 1.0
    return total, covered


def _normalised(total: float) -> float:
    return round(total / math.sqrt(total * total + NORMALISER), 3)


def _labelled(total: float, coverage: float) -> SentimentScore:
    score = _normalised(total)
    if score >= POLAR_EDGE:
        return SentimentScore("positive", score, coverage)
    return SentimentScore("negative" if score <= -POLAR_EDGE else "neutral", score, coverage)
