"""The clock, as an argument that a test can hold still: the machine's time, and the time of each brand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

NOT_MOVED = timedelta(0)


class Clock:
    """Gives the present moment: aware, UTC, cut to milliseconds, which is what MongoDB stores.

    `now` is the machine's, for what is about this installation: leases, tokens, limits. `now_of` is a brand's, for all
    that is decided about it: the machine's, but for a sandbox whose clock was moved ahead.
    """

    def __init__(self) -> None:
        """Know of no brand yet."""
        self._ahead: dict[str, timedelta] = {}
        self._real: set[str] = set()

    def now(self) -> datetime:
        """The present moment of the machine."""
        raise NotImplementedError

    def now_of(self, brand: str) -> datetime:
        """The present moment of a brand."""
        ahead = self._ahead.get(brand)
        return self.now() if ahead is None else self.now() + ahead

    def learn(self, brand: str, ahead: timedelta | None) -> None:
        """Learn how far ahead a sandbox is, None for a real brand; a clock never goes back, in whichever order."""
        if ahead is None:
            self._real.add(brand)
        elif ahead > self._ahead.get(brand, NOT_MOVED):
            self._ahead[brand] = ahead

    def may_move(self, brand: str) -> bool:
        """Whether this brand's clock may be ahead one day: not that of one known as real."""
        return brand not in self._real

    @property
    def ahead(self) -> Mapping[str, timedelta]:
        """How far the clocks of brands are ahead, of those that were moved."""
        return self._ahead


def milliseconds(at: datetime) -> datetime:
    """Cut a time to milliseconds, so that a stored time equals the one that was passed."""
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


class SystemClock(Clock):
    """The machine's clock."""

    def now(self) -> datetime:
        """The present moment."""
        return milliseconds(datetime.now(UTC))


class FixedClock(Clock):
    """A clock that stands still until it is moved."""

    def __init__(self, at: datetime) -> None:
        """Stand at `at`."""
        super().__init__()
        self._at = milliseconds(at)

    def now(self) -> datetime:
        """The moment it stands at."""
        return self._at

    def advance(self, seconds: float) -> datetime:
        """Move by some seconds and return the new moment."""
        self._at = milliseconds(self._at + timedelta(seconds=seconds))
        return self._at
