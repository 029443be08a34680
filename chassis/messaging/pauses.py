"""Waiting without leaving the group: a growing backoff, and a pause in which polling and heartbeats go on."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

from chassis.messaging.log import GroupReader
from chassis.messaging.ports import Partition

SLICE_SECONDS = 0.5  # a pause is polled this often, so that it ends soon when the consumer is to stop


class Backoff:
    """Seconds to wait after each failure in a row: doubling to a limit, with jitter so that replicas spread."""

    def __init__(self, first_seconds: float, limit_seconds: float) -> None:
        self._first = first_seconds
        self._limit = limit_seconds
        self._failures = 0

    def reset(self) -> None:
        """Note a success."""
        self._failures = 0

    def next(self, asked_seconds: float | None = None) -> float:
        """Note a failure and give how long to wait; what was asked for is kept within the limit."""
        self._failures += 1
        if asked_seconds is not None:
            return min(asked_seconds, self._limit)
        grown = self._first * 2.0 ** min(self._failures - 1, 20)  # 20 doublings pass every limit
        return min(grown, self._limit) * random.uniform(0.5, 1.0)  # noqa: S311 - jitter is no secret


async def idle(
    reader: GroupReader, seconds: float, *, parked: Callable[[], frozenset[Partition]], ended: Callable[[], bool]
) -> None:
    """Let time pass with every partition paused; polling goes on, so the group keeps us and rebalances happen."""
    until = time.monotonic() + seconds
    while not ended() and (left := until - time.monotonic()) > 0:
        reader.pause(reader.assignment())
        for partition, raws in (await reader.poll(1, min(left, SLICE_SECONDS))).items():
            reader.seek(partition, raws[0].offset)  # assigned anew inside the poll, where no pause was yet
    reader.resume(reader.assignment() - parked())
