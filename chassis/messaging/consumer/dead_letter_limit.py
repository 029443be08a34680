"""The limit on dead letters in a row: one poison record is set aside, many in a row are a fault of the service."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable


class DeadLetterLimitReached(Exception):
    """Too many records in a row could not be used; the consumer stops and nothing of the last batch is committed."""

    def __init__(self, dead: int, window_seconds: float) -> None:
        super().__init__(f"{dead} dead letters in a row within {window_seconds:.0f} s")
        self.dead = dead


class DeadLetterLimit:
    """Counts dead letters without a good record between them.

    Args:
        limit: This many in a row reach it.
        window_seconds: A row older than this begins anew.
        clock: Returns seconds that only grow.
    """

    def __init__(self, limit: int, window_seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit = limit
        self._window = window_seconds
        self._clock = clock
        self._row = 0
        self._since = 0.0

    def good(self) -> None:
        """Note a record that could be used."""
        self._row = 0

    def dead(self) -> None:
        """Note a record that could not be used.

        Raises:
            DeadLetterLimitReached: The limit is reached.
        """
        now = self._clock()
        if self._row == 0 or now - self._since > self._window:
            self._row, self._since = 0, now
        self._row += 1
        if self._row >= self._limit:
            raise DeadLetterLimitReached(self._row, self._window)

    def note(self, dead: Iterable[bool]) -> None:
        """Note records in order: True for each that could not be used; raises as `dead` does."""
        for each in dead:
            if each:
                self.dead()
            else:
                self.good()
