"""Fixtures of the inbox's integration tests."""

from collections.abc import AsyncIterator, Iterator

import pytest
from starlette.testclient import TestClient

from chassis.clock import FixedClock
from chassis.messaging.testing import FakeLog
from chassis.mongo import Mongo
from chassis.service import ServiceRuntime, prepare
from services.inbox.settings import InboxSettings
from services.inbox.wiring import service
from tests.integration.inbox.api import Api, common_settings
from tests.integration.inbox.rig import RecordingChannel, Rig, a_core
from tests.support.inbox.builders import NOON


@pytest.fixture
async def mongo(mongo_url: str, database_name: str) -> AsyncIterator[Mongo]:
    """Give a database of this test with the inbox's indexes."""
    mongo = await Mongo.connect(mongo_url, database_name)
    await prepare(mongo, service(InboxSettings()))
    yield mongo
    await mongo.drop()
    await mongo.close()


@pytest.fixture
async def rig(mongo: Mongo) -> Rig:
    """Give the inbox at noon, with one integration of each of two brands."""
    clock, channel = FixedClock(NOON), RecordingChannel()
    return Rig(mongo, clock, channel, await a_core(mongo, clock, channel))


@pytest.fixture
def api(mongo_url: str, database_name: str) -> Iterator[Api]:
    """Give the service over HTTP, with a log in memory."""
    common = common_settings("fake", mongo_url, f"{database_name}_").model_copy(update={"allow_loopback": True})
    log = FakeLog(service="inbox")
    with TestClient(ServiceRuntime(service(InboxSettings(timer_poll_seconds=0.05)), common, log).app()) as client:
        yield Api(client, log, common)
