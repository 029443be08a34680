"""Fixtures of routing's integration tests."""

from collections.abc import AsyncIterator

import pytest

from chassis.clock import FixedClock
from chassis.mongo import Mongo
from services.routing.settings import RoutingSettings
from services.routing.wiring import core, prepare
from tests.integration.routing.rig import Rig
from tests.unit.routing.builders import NOON


@pytest.fixture
async def mongo(mongo_url: str, database_name: str) -> AsyncIterator[Mongo]:
    """Give a database of this test with routing's indexes."""
    mongo = await Mongo.connect(mongo_url, database_name)
    await prepare(mongo)
    yield mongo
    await mongo.drop()
    await mongo.close()


@pytest.fixture
def rig(mongo: Mongo) -> Rig:
    """Give routing at noon."""
    clock = FixedClock(NOON)
    return Rig(mongo, clock, core(mongo, RoutingSettings(), clock))
