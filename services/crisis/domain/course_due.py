"""A course somebody is to learn by a day, as routing told it last, and when they are reminded of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

BEFORE = timedelta(days=3)
"""How long before the day a reminder goes out; at once where somebody is enrolled later than that."""


@dataclass(frozen=True, slots=True)
class CourseDue:
    """What routing said at `at`: to be learnt until `due_at`, with no deadline where it is None, or passed."""

    brand: str
    employee: str
    course: str
    at: datetime
    due_at: datetime | None = None
    passed: bool = False

    @property
    def reminder_at(self) -> datetime | None:
        """When to remind; None: never."""
        if self.passed or self.due_at is None:
            return None
        return max(self.at, self.due_at - BEFORE)
