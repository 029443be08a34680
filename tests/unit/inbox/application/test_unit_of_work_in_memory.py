"""The in-memory unit of work keeps what every unit of work of the inbox promises."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import pytest

from chassis.timers import DueTimer
from contracts.event import Event
from services.inbox.application.timers import REPLY_TIMER
from tests.support.inbox.in_memory import InMemoryInbox
from tests.support.inbox.unit_suite import Sides, UnitOfWorkSuite


class Behind:
    """The outbox and the timers of a store in memory."""

    def __init__(self, store: InMemoryInbox) -> None:
        self._store = store

    async def outbox(self) -> Sequence[Event]:
        return self._store.outbox

    async def due(self, at: datetime) -> Sequence[DueTimer]:
        return self._store.due(REPLY_TIMER, at)


class TestInMemory(UnitOfWorkSuite):
    @pytest.fixture
    def sides(self) -> Sides:
        store = InMemoryInbox()
        return Sides(store, store, store, store, store.imports, Behind(store))
