"""How often an integration is expected to bring events, and since when it is late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

SHORTEST, LONGEST = 60, 30 * 86_400  # seconds: counts are stored once a second, and a month of silence is no rhythm


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """An expectation and what is known: `since` is when it began to hold, `late_since` when it was found late."""

    every: timedelta
    since: datetime
    last_accepted_at: datetime | None
    late_since: datetime | None

    @property
    def due_at(self) -> datetime:
        """By when the next event is expected."""
        return max(self.since, self.last_accepted_at or self.since) + self.every

    def is_late(self, now: datetime) -> bool:
        """Whether it is past that time."""
        return now >= self.due_at
