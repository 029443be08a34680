"""A bucket: what was counted in one span of time, and how long that is in the brand's time."""

from __future__ import annotations

from dataclasses import dataclass

from services.crisis.domain.baseline import HOURS_OF_WEEK

EPOCH_WEEKDAY_HOURS = 72  # 1970-01-01 was a Thursday: 72 hours into a week that starts on Monday


@dataclass(frozen=True, slots=True)
class CountBucket:
    """The counts of one span of time; `start` is seconds since 1970 UTC. `negative` is out of `known`.

    The last three say the same of the copies among the messages (ADR 0069).
    """

    start: float
    inbound: int = 0
    negative: int = 0
    known: int = 0
    copied: int = 0
    copied_negative: int = 0
    copied_known: int = 0


@dataclass(frozen=True, slots=True)
class BucketSpan:
    """Length of a bucket in real seconds, and how many seconds of the brand's time pass in one (1 in production)."""

    bucket_seconds: float
    time_scale: float = 1.0

    @property
    def hours(self) -> float:
        """A bucket's length in hours of the brand's time."""
        return self.bucket_seconds * self.time_scale / 3600.0

    def hour_of_week(self, start: float) -> int:
        """Which of the 168 hours since Monday 00:00 UTC a bucket belongs to."""
        return (int(start * self.time_scale // 3600.0) + EPOCH_WEEKDAY_HOURS) % HOURS_OF_WEEK
