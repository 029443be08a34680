"""The unit of work on MongoDB keeps what every unit of work of the inbox promises."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import pytest

from chassis.clock import FixedClock
from chassis.mongo import Mongo
from chassis.outbox import Outbox
from chassis.timers import DueTimer, Timers
from contracts.event import Event
from contracts.registry import EVENT_CLASSES
from services.inbox.application.timers import REPLY_TIMER
from services.inbox.persistence.copies import MongoCopies
from services.inbox.persistence.ledger import MongoLedgerRows
from services.inbox.persistence.rules import MongoRuleSets
from services.inbox.persistence.unit_of_work import MongoUnitOfWork
from tests.support.inbox.unit_suite import TO_BE_SENT, Sides, UnitOfWorkSuite


class Behind:
    """The outbox and the timers of a database; a timer's row is free again for each look."""

    def __init__(self, outbox: Outbox, timers: Timers) -> None:
        self._outbox = outbox
        self._timers = timers

    async def outbox(self) -> Sequence[Event]:
        waiting = []
        for row in await self._outbox.waiting(100):
            class_ = EVENT_CLASSES.get(row["type"])
            assert class_ is not None
            waiting.append(class_.model_validate_json(row["body"]))
        return waiting

    async def due(self, at: datetime) -> Sequence[DueTimer]:
        assert at <= TO_BE_SENT
        return await self._timers.claim([REPLY_TIMER], 100, 30)


class TestOnMongo(UnitOfWorkSuite):
    @pytest.fixture
    def sides(self, mongo: Mongo) -> Sides:
        outbox, timers = Outbox(mongo), Timers(mongo, FixedClock(TO_BE_SENT))
        unit = MongoUnitOfWork(mongo, outbox, timers)
        return Sides(
            unit, MongoCopies(mongo), MongoRuleSets(mongo, outbox), MongoLedgerRows(mongo), Behind(outbox, timers)
        )
