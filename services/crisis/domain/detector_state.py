"""All that detection remembers of a brand, in O(1) memory."""

from __future__ import annotations

from dataclasses import dataclass, field

from services.crisis.domain.copies import Habit
from services.crisis.domain.rarity import Tail
from services.crisis.domain.views import Window


@dataclass(slots=True)
class MeasureState:
    """The detector's memory of one measure; a mutable accumulator like what is inside it.

    `alerted` is the rarity that was alerted last, until there has been no peak for `gap_hours`; `over_hours` is how
    long there has been none. The episode is open from `opened_at` until it is cleared; `calm` counts towards that. It
    is `held` while it is a surge with its copies only (ADR 0069); `upheld` is `alerted` of the messages without copies.
    """

    windows: list[Window] = field(default_factory=list)
    tails: list[Tail] = field(default_factory=list)
    seen: int = 0
    alerted: float | None = None
    over_hours: float = 0.0
    calm: int = 0
    opened_at: float | None = None
    peak: float = 0.0
    held: bool = False
    upheld: float | None = None
    habit: Habit = field(default_factory=Habit)


@dataclass(slots=True)
class DetectorState:
    """All a brand's detection remembers; `next_start` is the bucket to step next (seconds since 1970 UTC)."""

    config_version: int
    next_start: float
    volume: MeasureState = field(default_factory=MeasureState)
    negative_share: MeasureState = field(default_factory=MeasureState)
