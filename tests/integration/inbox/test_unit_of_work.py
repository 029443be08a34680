"""The unit of work on MongoDB keeps what every unit of work of the inbox promises."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import pytest

from chassis.clock import FixedClock
from chassis.errors import VersionConflict
from chassis.mongo import Mongo
from chassis.outbox import Outbox
from chassis.timers import DueTimer, Timers
from contracts.event import Event
from services.inbox.application.records import Changes, Versioned
from services.inbox.application.timers import REPLY_TIMER
from services.inbox.domain.contact import Contact, Profile, seen_as
from services.inbox.domain.reaction import Reaction
from services.inbox.persistence.contacts import document_of
from services.inbox.persistence.copies import MongoCopies
from services.inbox.persistence.imports import MongoImports
from services.inbox.persistence.ledger import MongoLedgerRows
from services.inbox.persistence.rules import MongoRuleSets
from services.inbox.persistence.unit_of_work import MongoUnitOfWork
from tests.support.inbox.builders import NOON
from tests.support.inbox.unit_suite import BRAND, TO_BE_SENT, Sides, UnitOfWorkSuite, a_stored_message, said
from tests.support.outbox import waiting_events


class Behind:
    """The outbox and the timers of a database; a timer's row is free again for each look."""

    def __init__(self, outbox: Outbox, timers: Timers) -> None:
        self._outbox = outbox
        self._timers = timers

    async def outbox(self) -> Sequence[Event]:
        return await waiting_events(self._outbox)

    async def due(self, at: datetime) -> Sequence[DueTimer]:
        assert at <= TO_BE_SENT
        return await self._timers.claim([REPLY_TIMER], 100, 30)


class TestOnMongo(UnitOfWorkSuite):
    @pytest.fixture
    def sides(self, mongo: Mongo) -> Sides:
        outbox, timers = Outbox(mongo), Timers(mongo, FixedClock(TO_BE_SENT))
        unit = MongoUnitOfWork(mongo, outbox, timers)
        return Sides(
            unit,
            MongoCopies(mongo),
            MongoRuleSets(mongo, outbox, timers),
            MongoLedgerRows(mongo),
            MongoImports(mongo),
            Behind(outbox, timers),
        )

    async def test_a_contact_stored_before_records_had_versions_is_written_once_as_it_was_read(
        self, sides: Sides, mongo: Mongo
    ) -> None:
        stored = document_of(Contact(BRAND, "p1", "x1", "x", "jan", NOON, Profile("Jan")))
        del stored["version"]
        contacts = mongo.brand_collection("contacts")
        await contacts.write([contacts.insert(BRAND, "p1", stored)])
        read = await sides.unit.contact(BRAND, "p1")
        assert read is not None
        linked = seen_as(read, ("jan", "NL.1"), Profile())
        await sides.unit.commit(Changes(contacts={(BRAND, "p1"): linked}))
        with pytest.raises(VersionConflict):
            await sides.unit.commit(Changes(contacts={(BRAND, "p1"): linked}))
        after = await sides.unit.contact(BRAND, "p1")
        assert after == linked

    async def test_a_reaction_stored_before_times_were_gives_way(self, sides: Sides, mongo: Mongo) -> None:
        await sides.unit.commit(Changes(messages={(BRAND, "m1"): Versioned(None, a_stored_message())}))
        messages = mongo.brand_collection("messages")
        older = {"$set": {"reactions": [{"by": "jan", "reaction": "+1"}]}}
        await messages.write([messages.update(BRAND, "m1", older)])
        word = Reaction("p1", None, NOON)
        await sides.unit.commit(Changes(reactions=[said(word, "jan")]))
        message = await sides.unit.message(BRAND, "m1")
        assert message is not None
        assert message.reactions == (word,)
