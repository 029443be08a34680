"""A rebuild on MongoDB where the log keeps only the end of a history: what is copied, carried, fenced and removed."""

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from chassis.clock import FixedClock
from chassis.messaging import Retry
from chassis.mongo import Mongo
from chassis.offsets import Offsets
from contracts.event import Event
from services.analytics.domain.generations import ALWAYS
from services.analytics.domain.measures import MEASURES
from services.analytics.domain.retention import Retention
from services.analytics.domain.windows import STORED_LENGTHS, UTC_ZONE, TimeSpan
from services.analytics.persistence.rebuild import comparing, seeding, switching
from services.analytics.persistence.rebuild.record import (
    Rebuild,
    RebuildPositions,
    RebuildRecord,
    RebuildTakenOver,
)
from services.analytics.settings import AnalyticsSettings
from services.analytics.wiring import beside
from tests.integration.analytics.test_counting_on_mongo import MongoStore, a_store
from tests.support.analytics.builders import (
    NOON,
    a_message,
    a_reply,
    a_resolution,
    a_sale,
    an_erasure,
    contact_of,
    later,
)
from tests.support.analytics.counting_suite import CountingSuite, batches, deliveries

CUT = datetime(2026, 4, 20, tzinfo=UTC)  # a Monday; the log has all since two days before
LOG_BEGINS = CUT - timedelta(days=2)
DAY_SECONDS = 86_400
ALL = TimeSpan(NOON - timedelta(days=30), NOON + timedelta(days=60))
SUITE = CountingSuite()


def a_fortnight() -> list[Event]:
    """Conversations over two weeks: answered a day and a half later, many sold to and refunded, some left to wait."""
    events: list[Event] = []
    for number in range(90):
        at = later(number * 3 * 3600)
        shared: dict[str, Any] = {"contact": contact_of(f"ext{number % 9}"), "id_": f"c{number}"}
        events.append(a_message(number, at=at, opened=True, version=1, needs_reply=True, **shared))
        if number % 4:
            answered = at + timedelta(hours=36)
            events.append(a_reply(number, at=answered, seconds=99, version=2, needs_reply=False, **shared))
            events.append(a_resolution(number, at=answered + timedelta(hours=1)))
        if number % 3 == 0:
            events.append(a_sale(number, at=at + timedelta(days=3), contact=f"ext{number % 9}"))
        if number % 9 == 0:
            refund: dict[str, Any] = {"amount": -500, "contact": None, "corrects": f"order{number}"}
            events.append(a_sale(900 + number, at=at + timedelta(days=5), **refund))
    return sorted(events, key=lambda event: event.at)


async def numbers(store: MongoStore) -> dict[Any, Any]:
    """Everything a reader is told of a brand, without what came back to nothing."""
    found: dict[Any, Any] = {}
    for length in STORED_LENGTHS[1:]:
        for measure, windows in (await store.windows("klm", length, ALL, list(MEASURES), None)).items():
            found |= {(length, measure, at): _told(each) for at, each in windows.items()}
    for measure, each in (await store.ever("klm", list(MEASURES))).items():
        found["ever", measure] = _told(each)
    return {place: told for place, told in found.items() if told != (0, 0, None, {})}


def _told(each: Any) -> Any:
    parts = {(dimension, value): _told(part) for dimension, values in each.by.items() for value, part in values.items()}
    return each.count, each.total, each.peak, {place: told for place, told in parts.items() if told[:2] != (0, 0)}


class Rebuilding:
    """The steps of a rebuild over a store."""

    def __init__(self, mongo: Mongo) -> None:
        self.mongo = mongo
        self.record = RebuildRecord(mongo, "klm")
        self.offsets = Offsets(mongo, "analytics", fenced=True)
        self.settings = AnalyticsSettings(minutes_kept_days=400)
        self.clock = FixedClock(NOON)

    async def begun(self, cut: datetime = CUT) -> RebuildPositions:
        generations, _ = await self.record.read()
        rebuild = await self.record.begin(cut, {("log", 0): 0})
        await switching.remove_unused(self.mongo, "klm", generations, rebuild.generation)
        await seeding.seed(self.mongo, self.clock, Retention(), "klm", generations, rebuild)
        return RebuildPositions(self.record, await self.record.count_from_here(rebuild))

    async def count(self, positions: RebuildPositions, events: Sequence[Event], first: int = 0) -> None:
        counting = beside(self.mongo, self.settings, self.clock, positions, UTC_ZONE)
        for begin in range(0, len(events), 20):
            some = events[begin : begin + 20]
            reached = {("log", 0): first + begin + len(some)}
            await counting.count({(event.brand, event.id): event for event in some}, reached)

    async def differences(self, rebuild: Rebuild) -> list[comparing.WindowDifference]:
        generations, _ = await self.record.read()
        kept = comparing.lengths_of(dict.fromkeys((60, 3600, DAY_SECONDS, 7 * DAY_SECONDS), ALWAYS), rebuild)
        async with self.mongo.one_moment() as moment:
            return await comparing.differences(self.mongo, "klm", generations, rebuild, kept, moment)

    async def switch(self, positions: RebuildPositions, topics: frozenset[str] = frozenset()) -> bool:
        return await switching.switch(
            self.mongo, self.offsets, topics, "klm", positions.rebuild, DAY_SECONDS, self.clock.now()
        )


@pytest.fixture
async def store(mongo_url: str) -> AsyncIterator[MongoStore]:
    store = await a_store(mongo_url)
    await store.mongo.work_collection("windows").drop_index("expires")  # the history is older than minutes are kept
    yield store
    await store.mongo.drop()
    await store.mongo.close()


@pytest.fixture
async def fresh(mongo_url: str) -> AsyncIterator[MongoStore]:
    store = await a_store(mongo_url)
    yield store
    await store.mongo.drop()
    await store.mongo.close()


async def counted(store: MongoStore, events: Sequence[Event], first: int = 0) -> None:
    handler = SUITE.handler(store)
    for batch in batches(events, 50):
        await handler(
            [each._replace(position=each.position._replace(offset=first + each.position.offset)) for each in batch]
        )


def in_log(events: Sequence[Event]) -> list[Event]:
    return [event for event in events if event.at >= LOG_BEGINS]


async def test_what_the_log_has_is_mended_and_what_is_older_is_kept(store: MongoStore, fresh: MongoStore) -> None:
    events = a_fortnight()
    await counted(store, events)
    true = await numbers(store)
    windows = store.mongo.work_collection("windows")
    await windows.update_many({"m": "volume_in", "w": 3600, "at": {"$gte": CUT}}, {"$inc": {"n": 7}})
    await windows.update_many({"m": "waits_began", "w": DAY_SECONDS, "at": {"$gte": CUT}}, {"$inc": {"n": 1}})
    days = await windows.count_documents({"m": "waits_began", "w": DAY_SECONDS, "at": {"$gte": CUT}})
    await windows.update_one({"m": "waits_began", "w": 0}, {"$inc": {"n": days}})
    rebuilding = Rebuilding(store.mongo)
    positions = await rebuilding.begun()
    await rebuilding.count(positions, in_log(events))
    found = await rebuilding.differences(positions.rebuild)
    assert {(each.measure, each.seconds) for each in found} == {("volume_in", 3600), ("waits_began", DAY_SECONDS)}
    assert await numbers(store) != true
    assert await rebuilding.switch(positions)
    assert await numbers(store) == true
    late = [a_message(950, at=later(60), opened=True, version=1, needs_reply=True, id_="late")]
    more = [event for event in events if event.at < CUT][-40:]  # these come again
    await counted(store, [*late, *more], first=len(events))
    await counted(fresh, [*events, *late])
    assert await numbers(store) == await numbers(fresh)
    generations, rebuild = await rebuilding.record.read()
    assert rebuild is not None
    await switching.remove_unused(store.mongo, "klm", generations, rebuild.generation + 1)
    assert await numbers(store) == await numbers(fresh)
    assert await windows.count_documents({"g": None, "at": {"$gte": CUT}}) == 0
    assert await store.mongo.work_collection("journeys").count_documents({"g": None}) == 0


async def test_a_batch_that_was_read_before_the_switch_counts_once_for_the_new_numbers(
    store: MongoStore, fresh: MongoStore
) -> None:
    events = a_fortnight()
    await counted(store, events[:100])  # from here on the service knows offsets, fence and generations
    rebuilding = Rebuilding(store.mongo)
    positions = await rebuilding.begun()
    await rebuilding.count(positions, in_log(events[:100]))
    assert await rebuilding.switch(positions)
    await counted(store, events[100:], first=100)
    await counted(fresh, events)
    assert await numbers(store) == await numbers(fresh)
    rows = store.mongo.work_collection("windows")
    newest = max(event.at for event in events)
    assert await rows.count_documents({"g": None, "w": 60, "at": {"$gt": newest - timedelta(minutes=1)}}) == 0


async def test_there_is_no_switch_while_the_service_is_ahead(store: MongoStore) -> None:
    events = a_fortnight()
    await counted(store, events)
    (topic,) = {each.position.topic for each in deliveries(events[:1])}
    rebuilding = Rebuilding(store.mongo)
    positions = await rebuilding.begun(ALWAYS)
    await rebuilding.count(positions, events)
    assert not await rebuilding.switch(positions, frozenset({topic}))
    assert (await rebuilding.record.read())[0].current == 0


async def test_of_two_runs_the_second_to_write_is_refused_and_changes_nothing(store: MongoStore) -> None:
    events = a_fortnight()
    await counted(store, events)
    rebuilding = Rebuilding(store.mongo)
    positions = await rebuilding.begun(ALWAYS)
    other = RebuildPositions(rebuilding.record, positions.rebuild)
    await rebuilding.count(positions, events[:20])
    with pytest.raises(RebuildTakenOver):
        await rebuilding.count(other, events[:20])
    assert await rebuilding.switch(positions)
    with pytest.raises(RebuildTakenOver):
        await rebuilding.count(positions, events[20:40], first=20)


async def test_all_of_it_counted_anew_is_what_the_service_counted(store: MongoStore) -> None:
    events = a_fortnight()
    await counted(store, events)
    rebuilding = Rebuilding(store.mongo)
    positions = await rebuilding.begun(ALWAYS)
    await rebuilding.count(positions, events)
    assert await rebuilding.differences(positions.rebuild) == []


async def test_a_held_group_counts_nothing_until_the_next_fence(store: MongoStore, fresh: MongoStore) -> None:
    events = a_fortnight()
    await counted(store, events[:50])
    before = await numbers(store)
    rebuilding = Rebuilding(store.mongo)
    await store.mongo.transaction(partial(rebuilding.offsets.put_up, hold_seconds=60.0))
    with pytest.raises(Retry):
        await counted(store, events[50:100], first=50)
    assert await numbers(store) == before
    await store.mongo.transaction(rebuilding.offsets.put_up)
    await counted(store, events[50:], first=50)
    await counted(fresh, events)
    assert await numbers(store) == await numbers(fresh)


async def test_an_erased_contact_is_in_no_generation_and_does_not_come_back_with_the_log(store: MongoStore) -> None:
    events = a_fortnight()
    person = contact_of("ext1")
    of_person = {"brand": "klm", "_id": {"$regex": person}}
    journeys = store.mongo.work_collection("journeys")
    await counted(store, events)
    rebuilding = Rebuilding(store.mongo)
    await rebuilding.count(await rebuilding.begun(), in_log(events))  # is never switched to
    assert await journeys.count_documents(of_person) == 2
    erasure = an_erasure(contact=person, id_="c1")
    await counted(store, [erasure], first=len(events))
    assert await journeys.count_documents(of_person) == 0
    assert await journeys.count_documents({"brand": "klm"}) == 16
    positions = await rebuilding.begun(ALWAYS)
    await rebuilding.count(positions, [*events, erasure])
    assert await journeys.count_documents(of_person) == 0
    assert await rebuilding.differences(positions.rebuild) == []
    assert await rebuilding.switch(positions)
    assert await journeys.count_documents(of_person) == 0
