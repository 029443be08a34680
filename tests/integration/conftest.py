"""Fixtures of the tests on real parts: a database and topics of the test's own."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from pymongo import MongoClient
from pymongo.database import Database

from tests.support.databases import Databases

HERE = Path(__file__).parent

MakeTopic = Callable[..., Awaitable[str]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything in this folder as integration, so that no test can forget it."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.integration)


@pytest.fixture(scope="session")
def databases(mongo_url: str) -> Iterator[Databases]:
    """Give the databases that tests of a service take turns with."""
    pool = Databases(mongo_url)
    yield pool
    pool.close()


@pytest.fixture
def mongo_database(mongo_url: str, database_name: str) -> Iterator[Database[dict[str, Any]]]:
    """Give an empty database of this test, through the plain driver; dropped afterwards."""
    with MongoClient[dict[str, Any]](mongo_url) as client:
        yield client[database_name]
        client.drop_database(database_name)


@pytest.fixture
async def make_topic(kafka_bootstrap: str, topic_prefix: str) -> AsyncIterator[MakeTopic]:
    """Give `await make_topic("orders", partitions=3)`, which makes a topic of this test and gives its full name."""
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka_bootstrap)
    await admin.start()
    made: list[str] = []

    async def make(name: str, partitions: int = 1) -> str:
        topic = f"{topic_prefix}{name}"
        await admin.create_topics([NewTopic(topic, partitions, 1)])
        made.append(topic)
        return topic

    yield make
    if made:
        await admin.delete_topics(made)
    await admin.close()
