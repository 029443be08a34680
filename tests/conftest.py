"""Fixtures for every room: one real MongoDB and one real Kafka per run, started when the first test asks for them."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.stack import Stack

WITH_STACK_TIMEOUT_SECONDS = 180  # whichever test comes first pays for the start of MongoDB and Kafka


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give tests that use the real parts the time to start them, where they ask for no time of their own."""
    for item in items:
        if "stack" in getattr(item, "fixturenames", ()) and item.get_closest_marker("timeout") is None:
            item.add_marker(pytest.mark.timeout(WITH_STACK_TIMEOUT_SECONDS))


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """Give one mongod replica set of one and one Kafka node; they end with the run, even when it is killed."""
    directory = Path(tmp_path_factory.mktemp("stack"))
    with Stack(directory, expires=False) as started:  # clocks stand still in tests: all they write would be long past
        yield started


@pytest.fixture(scope="session")
def mongo_url(stack: Stack) -> str:
    """Give the address of the real MongoDB."""
    return stack.mongo_url


@pytest.fixture(scope="session")
def kafka_bootstrap(stack: Stack) -> str:
    """Give the bootstrap servers of the real Kafka."""
    return stack.kafka_bootstrap


@pytest.fixture
def database_name() -> str:
    """Give a database name no other test has; at most 38 bytes, as MongoDB wants 63 at most."""
    return f"t_{uuid.uuid4().hex[:20]}"


@pytest.fixture
def topic_prefix() -> str:
    """Give a prefix for topics and consumer groups that no other test has; ends with a dot."""
    return f"t{uuid.uuid4().hex[:12]}."
