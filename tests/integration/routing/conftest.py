"""Fixtures of routing's integration tests."""

from collections.abc import AsyncIterator, Iterator

import pytest

from chassis.mongo import Mongo
from chassis.service import prepare
from services.routing.settings import RoutingSettings
from services.routing.wiring import service
from tests.integration.routing.api import Api, running_api
from tests.integration.routing.rig import MongoBackend
from tests.support.databases import Databases
from tests.support.routing.rig import Rig


@pytest.fixture
def database_name(databases: Databases) -> Iterator[str]:
    """Give a database that nobody else has now, with the indexes of earlier tests."""
    with databases.lend("routing") as name:
        yield name


@pytest.fixture
async def mongo(mongo_url: str, database_name: str) -> AsyncIterator[Mongo]:
    """Give a database of this test with routing's indexes."""
    mongo = await Mongo.connect(mongo_url, database_name)
    await prepare(mongo, service(RoutingSettings()))
    yield mongo
    await mongo.close()


@pytest.fixture
def rig(mongo: Mongo) -> Rig:
    """Give routing at noon."""
    return Rig(MongoBackend(mongo))


@pytest.fixture
def api(mongo_url: str, database_name: str) -> Iterator[Api]:
    """Give routing over HTTP."""
    yield from running_api(mongo_url, database_name)
