"""What a word list holds, and how it is read from its lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words of one language: weights from -3 (bad) to 3 (good), and words known to be without polarity."""

    polar: Mapping[str, float]
    neutral: frozenset[str]
    negations: frozenset[str]
    boosters: frozenset[str]


def lexicon(polar: Mapping[int, str], neutral: str, negations: str, boosters: str) -> Lexicon:
    """Build a list from blank-separated words, the polar ones by weight.

    Raises:
        ValueError: A word stands under two weights, so that one of them would be lost.
    """
    weights: dict[str, float] = {}
    for weight, listed in polar.items():
        for word in listed.split():
            if weights.setdefault(word, float(weight)) != weight:
                raise ValueError(f"{word} has two weights")
    return Lexicon(
        weights, frozenset(neutral.split()) - weights.keys(), frozenset(negations.split()), frozenset(boosters.split())
    )
