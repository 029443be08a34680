"""The chassis on a real MongoDB: a database of each test's own."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from chassis.clock import FixedClock
from chassis.mongo import Mongo


@pytest.fixture
async def mongo(mongo_url: str, database_name: str) -> AsyncIterator[Mongo]:
    """Give a database that is dropped afterwards."""
    mongo = await Mongo.connect(mongo_url, database_name)
    yield mongo
    await mongo.drop()
    await mongo.close()


@pytest.fixture
def clock() -> FixedClock:
    """Give a clock that stands still."""
    return FixedClock(datetime(2026, 4, 15, 9, 0, tzinfo=UTC))
