"""Lines about what may happen thousands of times a second: few are written, and each says for how many it stands."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable

import structlog

log = structlog.get_logger(__name__)

PERIOD_SECONDS = 1.0
LIBRARY_SECONDS = 10.0  # a client of Kafka says three sentences of a broker that is away, hundreds of times a second
MOST_KINDS = 500  # of sentences that are remembered
ADDRESS = re.compile(r"0x[0-9a-f]+")


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


class SparingLibraries(logging.Filter):
    """Lets through the first of a kind of what libraries say, and then one in ten seconds, with its `left_out`.

    A kind is a logger and its sentence without what was put into it; asyncio puts in addresses itself.

    Args:
        clock: Returns seconds that only grow.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._kinds: dict[tuple[str, str], tuple[float, int]] = {}  # when the next is written, and how many were not

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether it is written."""
        kind, now = (record.name, ADDRESS.sub("", str(record.msg))), self._clock()
        next_at, left_out = self._kinds.get(kind, (now, 0))
        if now < next_at:
            self._kinds[kind] = (next_at, left_out + 1)
            return False
        if len(self._kinds) >= MOST_KINDS:
            self._kinds.clear()
        self._kinds[kind] = (now + LIBRARY_SECONDS, 0)
        record.left_out = left_out
        return True
