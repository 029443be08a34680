"""A rig of crisis on a real MongoDB."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from chassis.clock import FixedClock
from chassis.mongo import Mongo
from chassis.service import prepare
from chassis.timer_runner import TimerRunner
from contracts.event import Event
from services.crisis.domain.story import Story
from services.crisis.persistence.detection import DETECTOR
from services.crisis.persistence.stories import story_of
from services.crisis.wiring import Core, core, service
from tests.integration.crisis.api import Api, running_api
from tests.support.crisis.builders import BRAND, NOON
from tests.support.crisis.notices import FakeDelivery
from tests.support.crisis.rig import SETTINGS, Process, Rig
from tests.support.databases import Databases
from tests.support.outbox import waiting_events


class MongoRig(Rig):
    """The rig of the integration tests."""

    def __init__(self, mongo: Mongo) -> None:
        self.mongo = mongo
        clock = FixedClock(NOON)
        delivery = FakeDelivery()
        self.core = core(mongo, SETTINGS, clock, delivery)
        super().__init__(clock, _process(self.core, delivery))

    def another(self) -> Process:
        return _process(core(self.mongo, SETTINGS, self.clock, self.delivery), self.delivery)

    async def run_due(self, process: Process) -> int:
        return await TimerRunner(self.core.timers, process.timers).turn()

    async def directory(self, *events: Event) -> None:
        await self.core.directory(events)

    async def waiting(self) -> list[Event]:
        return await waiting_events(self.core.outbox)

    async def timer_kinds(self) -> set[str]:
        return {timer["kind"] for timer in await self.mongo.work_collection("timers").find({}).to_list(None)}

    async def stories(self, brand: str = BRAND) -> list[Story]:
        stored = await self.mongo.brand_collection("stories").find(brand, {}, sort=[("messages", -1)])
        return [story_of(each) for each in stored]

    async def lose_detector(self) -> None:
        detectors = self.mongo.brand_collection("detectors")
        await detectors.write([detectors.delete(BRAND, DETECTOR)])


def _process(made: Core, delivery: FakeDelivery) -> Process:
    due = {**made.due, "notice": made.notices_due["notice"], **made.reminders_due}
    return Process(
        made.application, made.count, made.on_inbox, made.on_routing, due, made.watches, made.watch, delivery
    )


@pytest.fixture
def database_name(databases: Databases) -> Iterator[str]:
    """Give a database that nobody else has now, with the indexes of earlier tests."""
    with databases.lend("crisis") as name:
        yield name


@pytest.fixture
async def rig(mongo_url: str, database_name: str) -> AsyncIterator[MongoRig]:
    """Give crisis over a database of this test."""
    mongo = await Mongo.connect(mongo_url, database_name)
    await prepare(mongo, service(SETTINGS))
    yield MongoRig(mongo)
    await mongo.close()


@pytest.fixture
def api(mongo_url: str, database_name: str) -> Iterator[Api]:
    """Give crisis over HTTP, with a database of this test."""
    with running_api(mongo_url, database_name) as api:
        yield api
