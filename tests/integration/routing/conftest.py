"""Fixtures of routing's integration tests."""

from collections.abc import AsyncIterator, Iterator

import pytest

from chassis.mongo import Mongo
from chassis.service import prepare
from services.routing.settings import RoutingSettings
from services.routing.wiring import service
from tests.integration.routing.api import Api, running_api
from tests.integration.routing.rig import MongoBackend
from tests.support.routing.rig import Rig


@pytest.fixture
async def mongo(mongo_url: str, database_name: str) -> AsyncIterator[Mongo]:
    """Give a database of this test with routing's indexes."""
    mongo = await Mongo.connect(mongo_url, database_name)
    await prepare(mongo, service(RoutingSettings()))
    yield mongo
    await mongo.drop()
    await mongo.close()


@pytest.fixture
def rig(mongo: Mongo) -> Rig:
    """Give routing at noon."""
    return Rig(MongoBackend(mongo))


@pytest.fixture
def api(mongo_url: str, database_name: str) -> Iterator[Api]:
    """Give routing over HTTP."""
    yield from running_api(mongo_url, database_name)
