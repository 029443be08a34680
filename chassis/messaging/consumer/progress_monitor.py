"""Monitors the progress of a consumer: lag, rate and time to drain as metrics, and whether it still gets on."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Collection, Mapping

from chassis.messaging.log import GroupReader
from chassis.messaging.metrics import DRAIN_LIMIT_SECONDS, ConsumerMetrics
from chassis.messaging.ports import Partition

PERIOD_SECONDS = 2.0
SMOOTHING = 0.3  # weight of the newest rate: about the last fifteen seconds count


class ProgressMonitor:
    """Measures the progress of a consumer.

    Args:
        metrics: The gauges it sets.
        stall_seconds: No progress for this long while records wait is a stall.
        retry_topics: Their records wait by design, so they do not count for a stall.
        clock: Returns seconds that only grow.
    """

    def __init__(
        self,
        metrics: ConsumerMetrics,
        stall_seconds: float,
        retry_topics: Collection[str],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._metrics = metrics
        self._stall = stall_seconds
        self._retry_topics = frozenset(retry_topics)
        self._clock = clock
        self._handled: dict[Partition, int] = {}
        self._records = 0
        self._rate = 0.0
        self._measured = self._moved = clock()
        self.waiting = 0

    def progress(self, offsets: dict[Partition, int], records: int) -> None:
        """Note what was handled: the next offset of each partition."""
        self._handled.update(offsets)
        self._records += records
        self._moved = self._clock()

    def restart(self) -> None:
        """Forget the positions: the partitions were revoked."""
        self._handled.clear()
        self._moved = self._clock()

    @property
    def stalled(self) -> bool:
        """Whether records wait and nothing was handled for too long."""
        return self.waiting > 0 and self._clock() - self._moved > self._stall

    def measure(self, reader: GroupReader) -> None:
        """Take the figures anew."""
        lags = {partition: self._lag(reader, partition) for partition in reader.assignment()}
        self._metrics.lag({(topic, number): lag for (topic, number), lag in lags.items()})
        waiting = self._without_retries(lags)
        if self.waiting == 0:
            self._moved = max(self._moved, self._measured)  # what came since the last measurement has not waited longer
        self.waiting = waiting
        now = self._clock()
        rate = self._records / max(now - self._measured, 1e-3)
        self._rate += SMOOTHING * (rate - self._rate)
        self._records, self._measured = 0, now
        self._metrics.drain.set(time_to_drain(waiting, self._rate))

    def unread(self, reader: GroupReader) -> int:
        """Records that wait as of the last fetch; those of retry topics wait by design."""
        return self._without_retries({partition: self._lag(reader, partition) for partition in reader.assignment()})

    async def run(self, reader: Callable[[], GroupReader | None]) -> None:
        """Measure every two seconds, until cancelled."""
        while True:
            await asyncio.sleep(PERIOD_SECONDS)
            current = reader()
            if current is not None:
                self.measure(current)

    def _without_retries(self, lags: Mapping[Partition, int]) -> int:
        return sum(lag for partition, lag in lags.items() if partition.topic not in self._retry_topics)

    def _lag(self, reader: GroupReader, partition: Partition) -> int:
        end = reader.end(partition)
        at = self._handled.get(partition, reader.position(partition))
        return 0 if end is None or at is None else max(0, end - at)


def time_to_drain(waiting: int, rate: float) -> float:
    """Seconds until nothing waits at this rate (records a second); a week at most, and where nothing is handled."""
    if not waiting:
        return 0.0
    return min(DRAIN_LIMIT_SECONDS, waiting / rate) if rate > 0 else DRAIN_LIMIT_SECONDS
