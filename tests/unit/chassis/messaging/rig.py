"""A small shop of events that the messaging suite runs on, over the fake log and over Kafka."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from chassis.errors import Unavailable
from chassis.messaging import (
    BatchConsumer,
    ConsumerSettings,
    Delivery,
    EventLog,
    Handler,
    HandlerResult,
    LogError,
    Outgoing,
    Partition,
    Publisher,
    Scanner,
)
from chassis.messaging.decoding import Decoded, Decoder
from chassis.messaging.log import GroupReader, Membership
from contracts.directory import BrandChanged
from contracts.event import Event
from contracts.registry import EVENT_CLASSES, dead_topic, retry_topic
from contracts.topic import Topic

GROUP = "shop"
ORDERS = "orders"
BULK = "orders.bulk"
OUT = BrandChanged.topic
DAY = timedelta(days=1)
SHOP_TOPICS = (
    Topic(ORDERS, "order", 4, DAY),
    Topic(retry_topic(ORDERS, GROUP), "order", 4, DAY),
    Topic(dead_topic(ORDERS, GROUP), "order", 4, DAY),
    Topic(BULK, "order", 2, DAY),
    Topic(retry_topic(BULK, GROUP), "order", 2, DAY),
    Topic(dead_topic(BULK, GROUP), "order", 2, DAY),
    Topic(OUT, "brand", 1, None),
)
WAIT_SECONDS = 30.0
QUICK = ConsumerSettings(
    max_records=20,
    try_pause_seconds=0.001,
    backoff_seconds=0.01,
    backoff_limit_seconds=0.05,
    stop_wait_seconds=10,
    revoke_wait_seconds=5,
    session_seconds=6,
)


def an_order(number: int, key: str = "a") -> BrandChanged:
    """Give the event number `number` of the subject `key`."""
    at = datetime(2010, 4, 15, tzinfo=UTC)
    return BrandChanged(id=f"{key}-{number}", brand="klm", subject=key, version=number, at=at, name=f"order {number}")


def the_answer(delivery: Delivery) -> Event:
    """Give the event that follows from an order."""
    event = delivery.event
    return BrandChanged.after(
        event.id, "answer", **event.model_dump(include={"brand", "subject", "version", "at"}), name=""
    )


class Seen:
    """What a handler was given, and a way to wait for it."""

    def __init__(self) -> None:
        self.deliveries: list[Delivery] = []
        self._changed = asyncio.Condition()

    async def add(self, batch: Sequence[Delivery]) -> None:
        async with self._changed:
            self.deliveries.extend(batch)
            self._changed.notify_all()

    @property
    def ids(self) -> list[str]:
        return [delivery.event.id for delivery in self.deliveries]

    def versions(self) -> dict[str, list[int]]:
        """Give the versions of each subject as first seen."""
        firsts: dict[str, list[int]] = defaultdict(list)
        for delivery in self.deliveries:
            versions = firsts[delivery.event.subject]
            if delivery.event.version not in versions:
                versions.append(delivery.event.version)
        return dict(firsts)

    async def have(self, ids: Collection[str]) -> None:
        await self.until(lambda: set(ids) <= set(self.ids))

    async def until(self, holds: Callable[[], bool]) -> None:
        async with asyncio.timeout(WAIT_SECONDS), self._changed:
            await self._changed.wait_for(holds)


class Shop:
    """One log with a publisher and consumers, ended with the test."""

    def __init__(self, event_log: EventLog) -> None:
        self.log = Faulty(event_log)
        self.publisher = self.log.publisher()
        self.consumers: list[BatchConsumer] = []

    async def open(self) -> None:
        await self.log.ensure_topics(SHOP_TOPICS, create=True)
        await self.publisher.start()
        await self.publisher_ready()

    async def publisher_ready(self) -> None:
        await until(lambda: self.publisher.ready)

    async def close(self) -> None:
        await asyncio.gather(*(consumer.abort() for consumer in self.consumers))
        await self.publisher.stop()

    async def put(self, *events: Event, topic: str = ORDERS) -> None:
        await self.publisher.send([Outgoing.of(event)._replace(topic=topic) for event in events])

    async def consume(
        self,
        handler: Handler,
        settings: ConsumerSettings = QUICK,
        *,
        publisher: Publisher | None = None,
        types: Collection[type[Event]] | None = None,
        topic: str = ORDERS,
        yields_to: Sequence[BatchConsumer] = (),
    ) -> BatchConsumer:
        consumer = BatchConsumer(
            self.log,
            publisher or self.publisher,
            group=GROUP,
            topics=[topic],
            handler=handler,
            classes=EVENT_CLASSES,
            settings=settings,
            types=types,
            yields_to=yields_to,
        )
        self.consumers.append(consumer)
        await consumer.start()
        await consumer.joined()
        return consumer

    async def read(self, topic: str, atleast: int) -> list[Delivery]:
        """Read a topic from its beginning until it has held so many records."""
        decoder, decoded = Decoder(EVENT_CLASSES, unknown=True, retry_topics=[topic]), Decoded()
        scanner = self.log.scanner([topic])
        await scanner.start()
        try:
            scanner.seek(await scanner.beginnings())
            async with asyncio.timeout(WAIT_SECONDS):
                while len(decoded.deliveries) + len(decoded.failed) < atleast:
                    for partition, raws in (await scanner.poll(100, 0.5)).items():
                        decoder.decode(partition, raws, decoded)
        finally:
            await scanner.stop()
        return decoded.deliveries

    async def count(self, topic: str) -> int:
        scanner = self.log.scanner([topic])
        await scanner.start()
        try:
            return sum((await scanner.ends()).values())
        finally:
            await scanner.stop()


class Faulty:
    """A log whose readers can be made to hang at the commit, as a process that dies there, or to fail it."""

    def __init__(self, event_log: EventLog) -> None:
        self._log = event_log
        self.hang_at_commit = False
        self.fail_commits = 0
        self.committed: dict[Partition, int] = {}
        self.hanging = asyncio.Event()
        self.readers: list[GroupReader] = []

    @property
    def service(self) -> str:
        return self._log.service

    def publisher(self) -> Publisher:
        return self._log.publisher()

    def group_reader(self, group: str, topics: Collection[str], membership: Membership) -> GroupReader:
        reader = self._log.group_reader(group, topics, membership)
        self.readers.append(reader)
        commit = reader.commit

        async def commit_or_hang(offsets: Mapping[Partition, int]) -> None:
            if self.hang_at_commit:
                self.hanging.set()
                await asyncio.Event().wait()
            if self.fail_commits:
                self.fail_commits -= 1
                raise LogError("commit_failed")
            await commit(offsets)
            self.committed |= offsets

        reader.commit = commit_or_hang  # type: ignore[method-assign]
        return reader

    def scanner(self, topics: Collection[str]) -> Scanner:
        return self._log.scanner(topics)

    async def ensure_topics(self, topics: Sequence[Topic], *, create: bool) -> None:
        await self._log.ensure_topics(topics, create=create)

    async def under_replicated(self, topics: Sequence[Topic]) -> int:
        return await self._log.under_replicated(topics)


class AwayPublisher:
    """A publisher that has no connection for its first sends."""

    live = ready = True
    problem = None

    def __init__(self, publisher: Publisher, failures: int) -> None:
        self._publisher = publisher
        self.failures = failures

    async def start(self) -> None:
        await self._publisher.start()

    async def stop(self) -> None:
        await self._publisher.stop()

    async def publish(self, events: Sequence[Event]) -> None:
        await self.send([Outgoing.of(event) for event in events])

    async def send(self, records: Sequence[Outgoing]) -> None:
        if self.failures:
            self.failures -= 1
            raise Unavailable("kafka", 0.01)
        await self._publisher.send(records)


def taking(seen: Seen, *, answering: bool = False) -> Handler:
    """Give a handler that only takes what comes."""

    async def handle(batch: Sequence[Delivery]) -> HandlerResult | Sequence[Event]:
        await seen.add(batch)
        return [the_answer(delivery) for delivery in batch] if answering else []

    return handle


async def until(holds: Callable[[], bool] | Callable[[], Awaitable[bool]], seconds: float = WAIT_SECONDS) -> None:
    """Wait for what gives no event of its own."""
    deadline = time.monotonic() + seconds
    while True:
        found = holds()
        if (found if isinstance(found, bool) else await found) is True:
            return
        assert time.monotonic() < deadline, "it did not happen in time"
        await asyncio.sleep(0.01)
