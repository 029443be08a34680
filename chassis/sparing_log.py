"""Lines about what may happen thousands of times a second: at most one a second is written."""

from __future__ import annotations

import time
from collections.abc import Callable

import structlog

log = structlog.get_logger(__name__)

PERIOD_SECONDS = 1.0


class SparingLog:
    """Writes the first of a kind at once and then one line a second; `left_out` is how many it stands for besides.

    Args:
        event: The name of the line.
        clock: Returns seconds that only grow.
    """

    def __init__(self, event: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._event = event
        self._clock = clock
        self._next_at = float("-inf")
        self._left_out = 0

    def warning(self, **fields: object) -> None:
        """Write a line, or count it for the next one."""
        now = self._clock()
        if now < self._next_at:
            self._left_out += 1
            return
        log.warning(self._event, **fields, left_out=self._left_out)
        self._next_at, self._left_out = now + PERIOD_SECONDS, 0
