"""Fixtures of the inbox's integration tests."""

from collections.abc import AsyncIterator, Iterator
from http.server import ThreadingHTTPServer
from threading import Thread

import pytest
from starlette.testclient import TestClient

from chassis.clock import FixedClock
from chassis.messaging.testing import FakeLog
from chassis.mongo import Mongo
from chassis.service import ServiceRuntime, prepare
from services.inbox.settings import InboxSettings
from services.inbox.wiring import service
from tests.integration.inbox.api import Api, Callback, common_settings
from tests.integration.inbox.rig import RecordingChannel, Rig, a_core
from tests.support.databases import Databases
from tests.support.inbox.builders import NOON


@pytest.fixture
def database_name(databases: Databases) -> Iterator[str]:
    """Give a database that nobody else has now, with the indexes of earlier tests."""
    with databases.lend("inbox") as name:
        yield name


@pytest.fixture
async def mongo(mongo_url: str, database_name: str) -> AsyncIterator[Mongo]:
    """Give a database of this test with the inbox's indexes."""
    mongo = await Mongo.connect(mongo_url, database_name)
    await prepare(mongo, service(InboxSettings()))
    yield mongo
    await mongo.close()


@pytest.fixture
async def rig(mongo: Mongo) -> Rig:
    """Give the inbox at noon, with one integration of each of two brands."""
    clock, channel = FixedClock(NOON), RecordingChannel()
    return Rig(mongo, clock, channel, await a_core(mongo, clock, channel))


@pytest.fixture
def callback() -> Iterator[tuple[str, list[str]]]:
    got: list[str] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Here", (Callback,), {"got": got}))
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/", got
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def api(mongo_url: str, database_name: str) -> Iterator[Api]:
    common = common_settings("fake:9092", mongo_url, f"{database_name}_").model_copy(update={"allow_loopback": True})
    log = FakeLog(service="inbox")
    with TestClient(ServiceRuntime(service(InboxSettings(timer_poll_seconds=0.05)), common, log).app()) as client:
        yield Api(client, log, common)
