"""The broker of a test: partitions in memory, with failures on demand, shared by all fakes of one log."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Collection, Coroutine, Iterable, Sequence
from typing import Any, NamedTuple

from chassis.messaging.failures import MissingTopics
from chassis.messaging.log import LogError, RawRecord
from chassis.messaging.partitioning import partition_of
from chassis.messaging.ports import Outgoing, Partition, Position


class FakeRecord(NamedTuple):
    """A stored record."""

    offset: int
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...]
    timestamp: int


class FakeBroker:
    """What is stored, who waits for more, and which failures come next.

    Attributes:
        unavailable: While True nothing can be reached: publishing is `Unavailable`, reading and committing fail.
        publishes_to_fail: So many next publishes are `Unavailable` and write nothing.
        acks_to_lose: So many next publishes are `Unavailable` although they were written.
        commits_to_fail: So many next commits fail.
        written: All records with their positions, in the order in which they were written.
    """

    def __init__(self) -> None:
        self.unavailable = False
        self.publishes_to_fail = 0
        self.acks_to_lose = 0
        self.commits_to_fail = 0
        self.written: list[tuple[Position, FakeRecord]] = []
        self._partitions: dict[Partition, list[FakeRecord]] = {}
        self._waiting: set[asyncio.Future[None]] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    def create(self, topic: str, partitions: int = 1) -> None:
        """Make a topic."""
        for number in range(partitions):
            self._partitions.setdefault(Partition(topic, number), [])

    def records(self, partition: Partition) -> Sequence[FakeRecord]:
        """Return what a partition holds."""
        return self._partitions[partition]

    def partitions(self, topics: Collection[str]) -> list[Partition]:
        """Return the partitions of some topics in order."""
        return sorted(partition for partition in self._partitions if partition.topic in topics)

    def write(self, record: Outgoing) -> None:
        """Put a record at the end of its partition."""
        count = len(self.partitions([record.topic]))
        if count == 0:
            raise MissingTopics([record.topic])
        number = partition_of(record.key, count) if record.partition is None else record.partition % count
        partition = Partition(record.topic, number)
        held = self._partitions[partition]
        stored = FakeRecord(len(held), record.key, record.value, record.headers, time.time_ns() // 1_000_000)
        held.append(stored)
        self.written.append((Position(*partition, stored.offset), stored))

    def reach(self) -> None:
        """Fail when the log is unavailable.

        Raises:
            LogError: It is.
        """
        if self.unavailable:
            raise LogError("unavailable")

    def changed(self) -> None:
        """Wake all that wait for a change."""
        for waiter in self._waiting:
            if not waiter.done():
                waiter.set_result(None)

    async def change(self, timeout_seconds: float) -> None:
        """Wait until something happens or the time is over."""
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.add(waiter)
        await asyncio.wait([waiter], timeout=timeout_seconds)
        self._waiting.discard(waiter)

    def in_background(self, coroutine: Coroutine[Any, Any, None]) -> None:
        """Run a coroutine without waiting for it."""
        task = asyncio.create_task(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def take(
        self, positions: dict[Partition, int], partitions: Iterable[Partition], max_records: int
    ) -> dict[Partition, list[RawRecord]]:
        """Take records of these partitions and move the positions past them."""
        fetched: dict[Partition, list[RawRecord]] = {}
        for partition in sorted(partitions):
            records: list[RawRecord] = list(self.records(partition)[positions[partition] :][:max_records])
            if records:
                fetched[partition] = records
                positions[partition] += len(records)
                max_records -= len(records)
            if max_records <= 0:
                break
        return fetched
