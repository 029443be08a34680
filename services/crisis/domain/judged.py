"""What the detector made of one bucket of one measure, with every figure it went by."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from services.crisis.domain.episode import Cleared, EpisodeNews, Raised, Upheld
from services.crisis.domain.views import Measure

MOST_RARE = math.log(24.0 * 36_525.0)  # once in a hundred years: beyond that the figure says nothing

Verdict = Literal[
    "unknown",
    "learning",
    "usual",
    "unproven",
    "too_few",
    "not_rarer",
    "raised",
    "held",
    "lasting",
    "upheld",
    "cleared",
]


@dataclass(frozen=True, slots=True)
class BucketFigures:
    """What a bucket is judged by; rarities are logarithms of the hours between two of the like.

    `uncopied` is the rarity of the messages that are no copies; `asked` and `asked_uncopied` how rare either has to be
    now, `usually_asked` how rare where nothing came before and the brand is known. `enough` and `enough_uncopied` say
    whether there are messages enough, `known` whether enough buckets were seen to judge at all.
    """

    expected: float
    rarity: float
    uncopied: float
    asked: float
    asked_uncopied: float
    usually_asked: float
    enough: bool
    enough_uncopied: bool
    known: bool

    @property
    def raises(self) -> bool:
        """Whether this is a surge with everything that was counted."""
        return self.rarity >= self.asked and self.enough

    @property
    def stands(self) -> bool:
        """Whether this is a surge without the copies."""
        return self.uncopied >= self.asked_uncopied and self.enough_uncopied


@dataclass(frozen=True, slots=True)
class Judged:
    """One bucket of one measure, judged; no `figures` where too little is known of it.

    `opened_at` is when the episode began that the bucket belongs to, if any; `held` whether copies alone make it.
    `warmup` while so little is known of the brand that a signal has to be a hundred times rarer. Of the
    measures `story` and `reach` it is a slot that is judged, with the bucket it ends with; `story` is which, None where
    none had a message.
    """

    measure: Measure
    observed: float
    figures: BucketFigures | None
    opened_at: float | None
    held: bool
    warmup: bool
    news: EpisodeNews | None
    story: str | None = None

    @property
    def is_of_slot(self) -> bool:
        """Whether a slot was judged, of which the bucket is the last."""
        return self.measure in ("story", "reach")

    @property
    def verdict(self) -> Verdict:
        """What followed, in a word."""
        match self.news:
            case Raised():
                return "held" if self.news.held else "raised"
            case Upheld():
                return "upheld"
            case Cleared():
                return "cleared"
        if self.opened_at is not None:
            return "lasting"
        return "unknown" if self.figures is None else _why_not(self.figures, warmup=self.warmup)


def _why_not(figures: BucketFigures, *, warmup: bool) -> Verdict:
    if not figures.known:
        return "learning"
    if figures.rarity < figures.usually_asked:
        return "usual"
    if figures.rarity >= figures.asked:
        return "too_few"
    return "unproven" if warmup else "not_rarer"


def days_of(log_hours: float) -> float | None:
    """A rarity in days, a hundred years at most; None where nothing is known of it."""
    return math.exp(min(log_hours, MOST_RARE)) / 24.0 if math.isfinite(log_hours) else None
