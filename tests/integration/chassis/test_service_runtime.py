"""The runtime of services on a real MongoDB: the order of parts, a start that fails half way, and the relay."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from pymongo import MongoClient

from chassis.messaging import MissingTopics
from chassis.messaging.testing import FakeLog
from chassis.mongo import Mongo, Session
from chassis.outbox import Outbox
from chassis.service import Assembly, Resources, Service, ServiceRuntime
from chassis.settings import CommonSettings
from contracts.registry import topics_of
from contracts.routing import StaffingReported

KEY = "a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s="


@dataclass
class Journal:
    """What began and ended, in order."""

    entries: list[str] = field(default_factory=list)

    @asynccontextmanager
    async def opened(self, name: str) -> AsyncIterator[None]:
        self.entries.append(f"{name} opened")
        try:
            yield
        finally:
            self.entries.append(f"{name} closed")


@dataclass
class Part:
    """A part that runs in the background and may fail to start."""

    journal: Journal
    name: str
    fails: bool = False

    async def start(self) -> None:
        if self.fails:
            raise RuntimeError(self.name)
        self.journal.entries.append(f"{self.name} started")

    async def stop(self) -> None:
        self.journal.entries.append(f"{self.name} stopped")


class Database:
    """The database of the service of one test, dropped at its end."""

    def __init__(self, url: str, prefix: str) -> None:
        given = {"kafka": "none:1", "mongo": url, "internal_key": KEY, "seal_key": KEY, "prefix": prefix}
        self.common = CommonSettings.model_validate(given)
        self.outbox: Outbox | None = None
        self.mongo: Mongo | None = None

    def runtime(self, journal: Journal, parts: Sequence[Part], log: FakeLog, *, timers: bool = True) -> ServiceRuntime:
        async def assemble(resources: Resources) -> Assembly:
            await resources.enter(journal.opened("outside"))
            self.mongo, self.outbox = resources.mongo, Outbox(resources.mongo)
            return Assembly(application=self, outbox=self.outbox, background=parts)

        service = Service("routing", "A service of a test.", (), {}, assemble, batch_records=10, timers=timers)
        return ServiceRuntime(service, self.common, log)


@pytest.fixture
def database(mongo_url: str, database_name: str) -> Iterator[Database]:
    made = Database(mongo_url, database_name[:12] + "_")
    yield made
    with MongoClient[dict[str, Any]](mongo_url) as client:
        client.drop_database(made.common.database("routing"))


async def test_parts_stop_in_the_reverse_of_the_order_they_started_in(database: Database) -> None:
    journal = Journal()
    runtime = database.runtime(journal, [Part(journal, "first"), Part(journal, "second")], FakeLog())
    async with runtime.running():
        assert await runtime.health.ready() == (True, {"mongodb": "ok", "publisher": "ok", "clocks": "ok"})
    assert journal.entries == [
        "outside opened",
        *("first started", "second started"),
        *("second stopped", "first stopped"),
        "outside closed",
    ]


async def test_what_has_started_stops_when_a_later_part_does_not_start(database: Database) -> None:
    journal = Journal()
    parts = [Part(journal, "first"), Part(journal, "second", fails=True), Part(journal, "third")]
    runtime = database.runtime(journal, parts, FakeLog())
    tasks = asyncio.all_tasks()
    with pytest.raises(RuntimeError, match="second"):
        async with runtime.running():
            pytest.fail("it runs without one of its parts")
    assert journal.entries == ["outside opened", "first started", "first stopped", "outside closed"]
    assert asyncio.all_tasks() == tasks, "the relay or the publisher goes on"
    assert not runtime.health.has_started()


async def test_it_refuses_to_start_without_a_topic_it_needs(database: Database) -> None:
    missing, *others = topics_of("routing")
    journal = Journal()
    with pytest.raises(MissingTopics, match=missing.name):
        async with database.runtime(journal, [], FakeLog(topics=others)).running():
            pytest.fail("it runs without one of its topics")
    assert journal.entries == []


async def test_a_service_without_timers_has_no_collection_for_them(database: Database) -> None:
    for timers in (False, True):
        async with database.runtime(Journal(), [], FakeLog(), timers=timers).running():
            assert database.mongo is not None
            assert bool(await database.mongo.work_collection("timers").index_information()) is timers
            assert await database.mongo.work_collection("idempotency").index_information()


async def test_the_event_of_a_command_is_published(database: Database) -> None:
    log = FakeLog()
    at = datetime(2026, 3, 2, tzinfo=UTC)
    event = StaffingReported(
        id="e1",
        brand="klm",
        subject="staffing",
        at=at,
        online=1,
        seats=1,
        seats_busy=0,
        waiting=0,
        oldest_wait_seconds=0,
    )
    async with database.runtime(Journal(), [], log).running():
        assert database.mongo is not None

        async def command(session: Session) -> None:
            assert database.outbox is not None
            await database.outbox.add([event], session)

        await database.mongo.transaction(command)
        async with asyncio.timeout(10):
            while log.events("routing.events") != [event]:  # noqa: ASYNC110 - the log in memory tells no writing
                await asyncio.sleep(0.01)
