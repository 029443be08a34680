"""The clock, as an argument that a test can hold still."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Gives the present moment: aware, UTC, cut to milliseconds, which is what MongoDB stores."""

    def now(self) -> datetime:
        """The present moment."""
        ...


def milliseconds(at: datetime) -> datetime:
    """Cut a time to milliseconds, so that a stored time equals the one that was passed."""
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present moment."""
        return milliseconds(datetime.now(UTC))


class FixedClock:
    """A clock that stands still until it is moved."""

    def __init__(self, at: datetime) -> None:
        """Stand at `at`."""
        self._at = milliseconds(at)

    def now(self) -> datetime:
        """The moment it stands at."""
        return self._at

    def advance(self, seconds: float) -> datetime:
        """Move by some seconds and return the new moment."""
        self._at = milliseconds(self._at + timedelta(seconds=seconds))
        return self._at
