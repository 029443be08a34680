"""Records that were fetched and not handled yet, cut into batches bounded by number and bytes."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from chassis.messaging.log import RawRecord
from chassis.messaging.ports import Partition

Slice = tuple[Partition, Sequence[RawRecord]]


class Backlog:
    """A queue of slices of partitions, in the order in which they came."""

    def __init__(self) -> None:
        self._slices: deque[Slice] = deque()
        self.records = 0

    def add(self, partition: Partition, raws: Sequence[RawRecord]) -> None:
        """Put records at the end."""
        if raws:
            self._slices.append((partition, raws))
            self.records += len(raws)

    def take(self, max_records: int, max_bytes: int) -> list[Slice]:
        """Take a batch: at least one record, however large, and no more than the bounds allow."""
        batch: list[Slice] = []
        records, size = max_records, max_bytes
        while self._slices and records > 0:
            partition, raws = self._slices.popleft()
            count, size, full = _fitting(raws, records, size, first=not batch)
            if count < len(raws):
                self._slices.appendleft((partition, raws[count:]))
            if count:
                batch.append((partition, raws[:count]))
                records -= count
                self.records -= count
            if full:
                break
        return batch

    def firsts(self) -> dict[Partition, int]:
        """Return the lowest offset held of each partition."""
        firsts: dict[Partition, int] = {}
        for partition, raws in self._slices:
            firsts.setdefault(partition, raws[0].offset)
        return firsts

    def clear(self) -> None:
        """Drop all."""
        self._slices.clear()
        self.records = 0


def _fitting(raws: Sequence[RawRecord], records: int, size: int, *, first: bool) -> tuple[int, int, bool]:
    """Return how many records fit, the bytes left, and whether the batch is full."""
    limit = min(len(raws), records)
    for index in range(limit):
        size -= len(raws[index].value or b"")
        if size < 0 and (index or not first):
            return index, size, True
        if size < 0:
            return 1, size, True
    return limit, size, limit == records
