"""A bucket: what was counted in one span of time, and how long that is in the brand's time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from services.crisis.domain.baseline import HOURS_OF_WEEK
from services.crisis.domain.spread_counts import SLOT_SECONDS
from services.crisis.domain.story_count import StoryCount

EPOCH_WEEKDAY_HOURS = 72  # 1970-01-01 was a Thursday: 72 hours into a week that starts on Monday


@dataclass(frozen=True, slots=True)
class CountBucket:
    """The counts of one span of time; `start` is seconds since 1970 UTC. `negative` is out of `known`.

    The next three say the same of the copies among the messages (ADR 0069); `stories` had new ones, by id.
    """

    start: float
    inbound: int = 0
    negative: int = 0
    known: int = 0
    copied: int = 0
    copied_negative: int = 0
    copied_known: int = 0
    stories: Mapping[str, StoryCount] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BucketSpan:
    """Length of a bucket in real seconds, and how many seconds of the brand's time pass in one (1 in production)."""

    bucket_seconds: float
    time_scale: float = 1.0

    @property
    def hours(self) -> float:
        """A bucket's length in hours of the brand's time."""
        return self.bucket_seconds * self.time_scale / 3600.0

    @property
    def slot_buckets(self) -> int:
        """How many buckets the slot has that stories are judged by; one where a bucket is longer."""
        return max(1, round(SLOT_SECONDS / (self.bucket_seconds * self.time_scale)))

    @property
    def slot_seconds(self) -> float:
        """Length of that slot in real seconds."""
        return self.slot_buckets * self.bucket_seconds

    def slot_start(self, start: float) -> float:
        """The beginning of the slot that a bucket belongs to."""
        return start // self.slot_seconds * self.slot_seconds

    def hour_of_week(self, start: float) -> int:
        """Which of the 168 hours since Monday 00:00 UTC a bucket belongs to."""
        return (int(start * self.time_scale // 3600.0) + EPOCH_WEEKDAY_HOURS) % HOURS_OF_WEEK
