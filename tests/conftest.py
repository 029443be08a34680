"""Fixtures for every room: one real MongoDB and one real Kafka per run, started when the first test asks for them."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.local.preloaded import Preloader
from deploy.stack import Stack

pytest_plugins = [
    "pytester",
    "tests.support.closed",
    "tests.support.declared_answers",
    "tests.support.documented_answers",
    "tests.support.memory_storage",
    "tests.support.second_run",
]

WITH_STACK_TIMEOUT_SECONDS = 180  # whichever test comes first pays for the start of MongoDB and Kafka


PARTS = ("stack", "house", "system")
"""Fixtures that start processes which then take their share of the machine, the lightest first."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run what needs no process first and what needs most last: idle processes slow every test that comes after them.

    Within each group the random order stays. Tests that use the real parts get the time to start them, where they ask
    for no time of their own.
    """
    items.sort(key=_parts_needed)
    for item in items:
        if _parts_needed(item) and item.get_closest_marker("timeout") is None:
            item.add_marker(pytest.mark.timeout(WITH_STACK_TIMEOUT_SECONDS))


def _parts_needed(item: pytest.Item) -> int:
    fixtures = getattr(item, "fixturenames", ())
    return max((number for number, name in enumerate(PARTS, start=1) if name in fixtures), default=0)


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


@pytest.fixture(scope="session")
def preloader() -> Preloader:
    """Give the process that services of tests are forked from; it ends with the run."""
    return Preloader(tethered=True)


@pytest.fixture
def database_name() -> str:
    """Give a database name no other test has; at most 38 bytes, as MongoDB wants 63 at most."""
    return f"t_{uuid.uuid4().hex[:20]}"


@pytest.fixture
def topic_prefix() -> str:
    """Give a prefix for topics and consumer groups that no other test has; ends with a dot."""
    return f"t{uuid.uuid4().hex[:12]}."
