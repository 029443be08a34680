"""The bulk lane of channel events: live ones pass it, it gets on beside them, nothing of it is lost or reordered."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

import pytest

from chassis.clock import FixedClock
from chassis.messaging import BatchConsumer, Outgoing
from chassis.messaging.headers import TYPE, text
from chassis.messaging.partitioning import partition_of
from chassis.messaging.testing import FakeLog
from chassis.mongo import Mongo
from chassis.service import Resources
from chassis.service.consumers import YIELDING_RECORDS, Consumers
from contracts.channel import ChannelEvent
from contracts.inbox import MessageStored
from contracts.registry import CHANNEL_EVENTS, CHANNEL_EVENTS_BULK, INBOX_EVENTS
from services.inbox.application.ledger import Hour
from services.inbox.persistence.ledger import MongoLedgerRows
from services.inbox.settings import InboxSettings
from services.inbox.wiring import service
from tests.integration.inbox.api import common_settings
from tests.support.inbox.builders import NOON, minutes
from tests.support.inbox.events import BRAND, a_message, an_integration

WAITING = 2_000
TURNS = 5
PEOPLE = 40
OTHER = "dell"


@asynccontextmanager
async def reading(mongo: Mongo, log: FakeLog, mongo_url: str) -> AsyncIterator[Sequence[BatchConsumer]]:
    """The consumers of an inbox as its wiring has them; at the end they die at once, wherever they are."""
    async with AsyncExitStack() as stack:
        common, publisher = common_settings("fake:9092", mongo_url, "bulk_"), log.publisher()
        made = service(InboxSettings())
        assembly = await made.assemble(
            Resources(common, FixedClock(NOON), mongo, log, publisher, stack.enter_async_context)
        )
        assert assembly.directory is not None
        await assembly.directory([an_integration(), an_integration(id_="heard"), an_integration(OTHER)])
        consumers = Consumers(log, publisher, made, dead_limit=50)
        running = [consumers.of(each) for each in assembly.reads]
        for each in running:
            await each.start()
        for each in running:
            await each.joined()
        try:
            yield running
        finally:
            await asyncio.gather(*(each.abort() for each in running))


def heard(number: int, brand: str = BRAND) -> ChannelEvent:
    """A message of the bulk integration, of one of forty people."""
    contact = f"p{number % PEOPLE}"
    return a_message(f"b{number}", f"Number {number}", integration="heard", contact=contact, brand=brand)


async def put(log: FakeLog, topic: str, *events: ChannelEvent) -> None:
    await log.publisher().send([Outgoing.of(each)._replace(topic=topic) for each in events])


class Told:
    """What the inbox has told of stored messages, in the order of the log; a replay tells some again."""

    def __init__(self, log: FakeLog) -> None:
        self._log = log
        self._read = 0
        self.messages: list[MessageStored] = []

    def texts(self, brand: str) -> list[str]:
        return [each.text for each in self._told() if each.brand == brand]

    def ids(self) -> list[str]:
        return [each.id for each in self._told()]

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait for what a record of the log makes true."""
        async with asyncio.timeout(60):
            while not holds():
                await self._log.change(1)

    def _told(self) -> list[MessageStored]:
        new, self._read = self._log.written[self._read :], len(self._log.written)
        self.messages += [
            MessageStored.model_validate_json(record.value)
            for position, record in new
            if position.topic == INBOX_EVENTS.name and record.value and text(record.headers, TYPE) == MessageStored.type
        ]
        return self.messages


@pytest.fixture
def log() -> FakeLog:
    return FakeLog(service="inbox")


async def test_live_messages_pass_what_waits_in_the_bulk_lane_and_it_gets_on(
    mongo: Mongo, log: FakeLog, mongo_url: str
) -> None:
    told, passed, before = Told(log), list[int](), 0
    async with reading(mongo, log, mongo_url):
        await put(log, CHANNEL_EVENTS_BULK.name, *map(heard, range(WAITING)))
        for turn in range(TURNS):
            await told.until(lambda before=before: len(told.ids()) > before)  # type: ignore[misc]
            before = len(told.ids())
            await put(log, CHANNEL_EVENTS.name, a_message(f"l{turn}", f"Live {turn}", contact="jan", brand=OTHER))
            await told.until(lambda turn=turn: f"Live {turn}" in told.texts(OTHER))  # type: ignore[misc]
            passed.append(len(told.ids()) - before)
            before = len(told.ids()) + YIELDING_RECORDS
        await told.until(lambda: len(told.ids()) == WAITING + TURNS)

    assert max(passed) <= 3 * YIELDING_RECORDS, "before all that waited but the batch that was under way"
    assert len(set(told.ids())) == WAITING + TURNS


async def test_what_an_inbox_had_in_hand_when_it_was_killed_comes_again_in_order_and_once(
    mongo: Mongo, log: FakeLog, mongo_url: str
) -> None:
    told = Told(log)
    for part in range(3):
        async with reading(mongo, log, mongo_url):
            await put(log, CHANNEL_EVENTS_BULK.name, *map(heard, range(part * 200, part * 200 + 200)))
            await put(log, CHANNEL_EVENTS.name, *(a_message(f"l{n}", contact=f"p{n}") for n in range(part, 20, 3)))
            await told.until(lambda part=part: len(told.ids()) > part * 200)  # type: ignore[misc]
    await put(log, CHANNEL_EVENTS_BULK.name, *(heard(number, OTHER) for number in range(40)))
    async with reading(mongo, log, mongo_url):
        await told.until(lambda: len(set(told.ids())) == 660)

    messages = await mongo.brand_collection("messages").find(BRAND, {}, sort=[("place", 1)], limit=1000)
    assert len(messages) == 620
    texts = list(dict.fromkeys(told.texts(BRAND)))  # at its first telling each
    for person in range(PEOPLE):
        mine = [f"Number {number}" for number in range(person, 600, PEOPLE)]
        assert [each for each in texts if each in mine] == mine
    rows = MongoLedgerRows(mongo)
    assert await rows.hours(BRAND, NOON, NOON + minutes(60)) == {NOON: Hour(received=620, stored=620)}
    assert await rows.hours(OTHER, NOON, NOON + minutes(60)) == {NOON: Hour(received=40, stored=40)}


async def test_the_lanes_count_in_rows_of_their_own(mongo: Mongo, log: FakeLog, mongo_url: str) -> None:
    live, bulk = a_message("l1"), heard(1)
    await put(log, CHANNEL_EVENTS.name, live)
    await put(log, CHANNEL_EVENTS_BULK.name, bulk)
    told = Told(log)
    async with reading(mongo, log, mongo_url):
        await told.until(lambda: len(told.ids()) == 2)

    rows = {each["_id"] for each in await mongo.brand_collection("ledger").find(BRAND, {})}
    numbers = [partition_of(each.key, CHANNEL_EVENTS.partitions) for each in (live, bulk)]
    hour = f"{BRAND}/2026-03-02T12"
    assert rows == {f"{hour}/{numbers[0]}", f"{hour}/{CHANNEL_EVENTS_BULK.name}/{numbers[1]}"}
