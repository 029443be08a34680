"""Holds partitions of retry topics back until their next record is due."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from chassis.messaging.headers import DUE, now_ms, number
from chassis.messaging.log import GroupReader, RawRecord
from chassis.messaging.ports import Partition


class DelayedPartitions:
    """The partitions that are paused until their next record is due.

    A record that is not due stays where it is: the partition is sought back and paused.

    Args:
        retry_topics: The topics whose records carry a due time.
        clock_ms: Milliseconds since 1970 UTC.
    """

    def __init__(self, retry_topics: Collection[str], clock_ms: Callable[[], int] = now_ms) -> None:
        self._topics = frozenset(retry_topics)
        self._clock = clock_ms
        self._until: dict[Partition, int] = {}

    @property
    def paused(self) -> frozenset[Partition]:
        """The partitions that wait now."""
        return frozenset(self._until)

    def due(self, reader: GroupReader, partition: Partition, raws: Sequence[RawRecord]) -> Sequence[RawRecord]:
        """Return the records that are due; the first that is not delays its partition."""
        if partition.topic not in self._topics:
            return raws
        now = self._clock()
        for index, raw in enumerate(raws):
            until = number(raw.headers, DUE, 0)
            if until > now:
                reader.seek(partition, raw.offset)
                reader.pause([partition])
                self._until[partition] = until
                return raws[:index]
        return raws

    def release(self, reader: GroupReader) -> None:
        """Resume the partitions whose time has come."""
        if not self._until:
            return
        now = self._clock()
        free = [partition for partition, until in self._until.items() if until <= now]
        for partition in free:
            del self._until[partition]
        if free:
            reader.resume(free)

    def seconds_to_next(self, otherwise: float) -> float:
        """Return how long a poll may wait at most before a partition is to be released."""
        if not self._until:
            return otherwise
        return max(0.0, min(otherwise, (min(self._until.values()) - self._clock()) / 1000))

    def forget(self, partitions: Collection[Partition]) -> None:
        """Forget these: they were sought back to records that are due."""
        for partition in partitions:
            self._until.pop(partition, None)

    def clear(self) -> None:
        """Forget all: the partitions were revoked."""
        self._until.clear()
