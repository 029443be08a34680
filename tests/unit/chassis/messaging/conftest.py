"""The messaging suite on the fake log."""

from collections.abc import AsyncIterator

import pytest

from chassis.messaging.testing import FakeLog
from tests.unit.chassis.messaging.rig import Shop

SHORT_POLL_SECONDS = 0.02  # what is in the fake is there at once, so an empty poll has nothing to wait for


@pytest.fixture
def fake_log() -> FakeLog:
    return FakeLog(topics=())


@pytest.fixture
async def shop(fake_log: FakeLog, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Shop]:
    for reader in ("consumer.batch_loop", "scanning"):
        monkeypatch.setattr(f"chassis.messaging.{reader}.POLL_SECONDS", SHORT_POLL_SECONDS)
    opened = Shop(fake_log)
    await opened.open()
    yield opened
    await opened.close()
