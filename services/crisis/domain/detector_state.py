"""All that detection remembers of a brand, in O(1) memory."""

from __future__ import annotations

from dataclasses import dataclass, field

from services.crisis.domain.copies import Habit
from services.crisis.domain.rarity import Tail
from services.crisis.domain.story_count import StoryCount
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
class SlotEpisode:
    """What was alerted of one story, or of the brand's reach (`story` is empty): open, or cleared and remembered.

    It is open from `opened_at`, None once it is cleared; `calm` counts buckets towards that. `alerted` is the rarity
    that was alerted last, `upheld` the same without copies, both until there has been no peak for `gap_hours`
    (`over_hours`). `peak` is in the measure's units; `held` as in `MeasureState`.
    """

    story: str
    opened_at: float | None = None
    peak: float = 0.0
    calm: int = 0
    held: bool = False
    alerted: float | None = None
    upheld: float | None = None
    over_hours: float = 0.0


@dataclass(slots=True)
class SlotState:
    """The memory of a measure of which one number a slot of five minutes is judged; `seen` counts slots."""

    tails: list[Tail] = field(default_factory=list)
    seen: int = 0
    episodes: list[SlotEpisode] = field(default_factory=list)


@dataclass(slots=True)
class DetectorState:
    """All a brand's detection remembers; `next_start` is the bucket to step next (seconds since 1970 UTC).

    `slot` is what the stories had so far in the slot that is not over.
    """

    config_version: int
    next_start: float
    volume: MeasureState = field(default_factory=MeasureState)
    negative_share: MeasureState = field(default_factory=MeasureState)
    slot: dict[str, StoryCount] = field(default_factory=dict)
    story: SlotState = field(default_factory=SlotState)
    reach: SlotState = field(default_factory=SlotState)
