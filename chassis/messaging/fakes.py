"""An event log in memory that keeps the contract of the real one, with rebalances and failures on demand."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Collection, Coroutine, Mapping, Sequence
from typing import Any, NamedTuple

from chassis.messaging.fake_group import FakeGroup, FakeGroupReader, take
from chassis.messaging.headers import TYPE, text
from chassis.messaging.kafka_producer import partition_of
from chassis.messaging.log import Fetched, GroupReader, LogError, Membership, Scanner
from chassis.messaging.ports import (
    Delivery,
    MissingTopics,
    Outgoing,
    Partition,
    Position,
    Publisher,
    Record,
    TooLarge,
    Unavailable,
)
from chassis.messaging.tracing import traced
from contracts.event import Event, event_class
from contracts.topics import Topic, all_topics

EVENT_BYTES = 5_000_000  # as the real publisher's


class FakeRecord(NamedTuple):
    """A stored record."""

    offset: int
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...]
    timestamp: int


class FakeLog:
    """An event log of one test.

    Attributes:
        away: While True nothing can be reached: publishing is `Unavailable`, reading and committing fail.
        publishes_to_fail: So many next publishes are `Unavailable` and write nothing.
        acks_to_lose: So many next publishes are `Unavailable` although they were written.
        commits_to_fail: So many next commits fail.
    """

    def __init__(self, *, service: str = "test", topics: Sequence[Topic] | None = None) -> None:
        self.away = False
        self.publishes_to_fail = 0
        self.acks_to_lose = 0
        self.commits_to_fail = 0
        self._service = service
        self._partitions: dict[Partition, list[FakeRecord]] = {}
        self._written: list[tuple[Position, FakeRecord]] = []
        self._groups: dict[str, FakeGroup] = {}
        self._waiting: set[asyncio.Future[None]] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        for topic in all_topics() if topics is None else topics:
            self.create(topic.name, topic.partitions)

    @property
    def service(self) -> str:
        """The service that speaks."""
        return self._service

    def create(self, topic: str, partitions: int = 1) -> None:
        """Make a topic."""
        for number in range(partitions):
            self._partitions.setdefault(Partition(topic, number), [])

    def publisher(self) -> Publisher:
        """Build a publisher."""
        return FakePublisher(self)

    def group_reader(self, group: str, topics: Collection[str], membership: Membership) -> GroupReader:
        """Build a member of a group; its times do not matter here."""
        return FakeGroupReader(self, self._group(group), topics)

    def scanner(self, topics: Collection[str]) -> Scanner:
        """Build a reader without a group."""
        return FakeScanner(self, topics)

    async def ensure_topics(self, topics: Sequence[Topic], *, create: bool) -> None:
        """Check or make topics."""
        self.reach()
        missing = [topic for topic in topics if Partition(topic.name, topic.partitions - 1) not in self._partitions]
        if missing and not create:
            raise MissingTopics([topic.name for topic in missing])
        for topic in missing:
            self.create(topic.name, topic.partitions)

    async def rebalance(self, group: str) -> None:
        """Make a group share its partitions anew; returns when every member has its own."""
        await self._group(group).rebalance()

    def committed(self, group: str) -> Mapping[Partition, int]:
        """Give the offsets a group has committed."""
        return dict(self._group(group).committed)

    def events(self, topic: str) -> list[Event]:
        """Give the events of a topic in the order in which they were written; types unknown here as bare `Event`."""
        records = [record for position, record in self._written if position.topic == topic and record.value]
        return [
            (event_class(text(each.headers, TYPE)) or Event).model_validate_json(each.value or b"") for each in records
        ]

    def records(self, partition: Partition) -> Sequence[FakeRecord]:
        """Give what a partition holds."""
        return self._partitions[partition]

    def partitions(self, topics: Collection[str]) -> list[Partition]:
        """Give the partitions of some topics in order."""
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
        self._written.append((Position(*partition, stored.offset), stored))

    def reach(self) -> None:
        """Fail when the log is away.

        Raises:
            LogError: It is.
        """
        if self.away:
            raise LogError("away")

    def changed(self) -> None:
        """Wake who waits for something to happen."""
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
        """Run something nobody waits for."""
        task = asyncio.create_task(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _group(self, name: str) -> FakeGroup:
        return self._groups.setdefault(name, FakeGroup(self))


class FakePublisher:
    """See `ports.Publisher`; usable without `start`."""

    def __init__(self, event_log: FakeLog) -> None:
        self._log = event_log
        self.live = True

    @property
    def ready(self) -> bool:
        """Whether the log can be reached."""
        return self.live and not self._log.away

    @property
    def problem(self) -> str | None:
        """What keeps it from sending."""
        return "no connection to the event log" if self._log.away else None

    async def start(self) -> None:
        """Begin."""
        self.live = True

    async def stop(self) -> None:
        """End."""
        self.live = False

    async def publish(self, events: Sequence[Event]) -> None:
        """Send events."""
        await self.send([Outgoing.of(event) for event in events])

    async def send(self, records: Sequence[Outgoing]) -> None:
        """Send records."""
        for index, record in enumerate(records):
            if (size := len(record.value or b"")) > EVENT_BYTES:
                raise TooLarge(index, size)
        await asyncio.sleep(0)
        log = self._log
        if log.away or log.publishes_to_fail > 0:
            log.publishes_to_fail = max(0, log.publishes_to_fail - 1)
            raise Unavailable("kafka", 0.01)
        for record in traced(records):
            log.write(record)
        log.changed()
        if log.acks_to_lose > 0:
            log.acks_to_lose -= 1
            raise Unavailable("kafka", 0.01)


class FakeScanner:
    """See `log.Scanner`."""

    def __init__(self, event_log: FakeLog, topics: Collection[str]) -> None:
        self._log = event_log
        self._topics = topics
        self._positions: dict[Partition, int] = {}

    async def start(self) -> None:
        """Stand at the ends."""
        self._log.reach()
        self._positions = await self.ends()

    async def stop(self) -> None:
        """End."""

    async def beginnings(self) -> dict[Partition, int]:
        """Give the oldest offsets: nothing is ever taken away here."""
        return dict.fromkeys(self._log.partitions(self._topics), 0)

    async def ends(self) -> dict[Partition, int]:
        """Give the offsets after the newest records."""
        return {each: len(self._log.records(each)) for each in self._log.partitions(self._topics)}

    def seek(self, offsets: Mapping[Partition, int]) -> None:
        """Read from these next."""
        self._positions.update(offsets)

    def position(self, partition: Partition) -> int:
        """Give the next offset to read."""
        return self._positions[partition]

    async def poll(self, max_records: int, timeout_seconds: float) -> Fetched:
        """Take what is there, or wait for something to come."""
        deadline = asyncio.get_running_loop().time() + timeout_seconds
        while True:
            self._log.reach()
            fetched = take(self._log, self._positions, self._positions, max_records)
            left = deadline - asyncio.get_running_loop().time()
            if fetched or left <= 0:
                return fetched
            await self._log.change(left)


def a_delivery(event: Event, *, topic: str | None = None, partition: int = 0, offset: int = 0) -> Delivery:
    """Give the delivery of an event, to call a handler without a log."""
    position = Position(topic or event.topic, partition, offset)
    record = Record(event.key, event.to_bytes(), tuple(event.headers), round(event.at.timestamp() * 1000))
    return Delivery(record, event, position, position, 1)
