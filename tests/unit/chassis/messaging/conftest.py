"""The messaging suite on the fake log."""

from collections.abc import AsyncIterator

import pytest

from chassis.messaging.testing import FakeLog
from tests.unit.chassis.messaging.rig import Shop


@pytest.fixture
def fake_log() -> FakeLog:
    return FakeLog(topics=())


@pytest.fixture
async def shop(fake_log: FakeLog) -> AsyncIterator[Shop]:
    opened = Shop(fake_log)
    await opened.open()
    yield opened
    await opened.close()
