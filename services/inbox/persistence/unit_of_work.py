"""The inbox's unit of work on MongoDB: what a batch reads in one go, and the one transaction that writes a change."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence

from chassis.errors import Fenced, VersionConflict
from chassis.mongo import Mongo, Session
from chassis.offsets import Offsets
from chassis.outbox import Outbox
from chassis.timers import Timers
from contracts.event import Event
from services.inbox.application.ports import BatchRecords, BatchRequest, ByBrand
from services.inbox.application.records import Changes, EmployeeRecord, Named
from services.inbox.domain.arrival import Seen
from services.inbox.domain.brand_post import BrandPost
from services.inbox.domain.contact import Contact
from services.inbox.domain.conversation_record import ConversationRecord
from services.inbox.domain.incident import IncidentCopy
from services.inbox.domain.message import Message
from services.inbox.domain.reply import Reply
from services.inbox.domain.unreadable import UnreadablePayload
from services.inbox.persistence.contacts import MongoContacts
from services.inbox.persistence.conversations import MongoConversations
from services.inbox.persistence.copies import MongoCopies
from services.inbox.persistence.engagement import MongoEngagement
from services.inbox.persistence.imports import MongoImports
from services.inbox.persistence.ledger import MongoAudit, MongoLedgerRows
from services.inbox.persistence.messages import MongoMessages
from services.inbox.persistence.payloads import MongoPayloads
from services.inbox.persistence.people import MongoPeople
from services.inbox.persistence.posts import MongoPosts
from services.inbox.persistence.redeliveries import MongoEmissions, MongoPendingChanges, MongoSeenEvents
from services.inbox.persistence.replies import MongoReplies

LEDGER_GROUP = "ledger"  # up to which offset records were counted as received


class MongoUnitOfWork:
    """Every read names a brand; a commit that met a newer version changes nothing."""

    def __init__(self, mongo: Mongo, outbox: Outbox, timers: Timers) -> None:
        """Use one service's database."""
        self._mongo = mongo
        self._outbox = outbox
        self._timers = timers
        self._offsets = Offsets(mongo, LEDGER_GROUP)
        self._conversations = MongoConversations(mongo)
        self._messages = MongoMessages(mongo)
        self._contacts = MongoContacts(mongo)
        self._people = MongoPeople(mongo)
        self._replies = MongoReplies(mongo)
        self._posts = MongoPosts(mongo)
        self._payloads = MongoPayloads(mongo)
        self._copies = MongoCopies(mongo)
        self._seen = MongoSeenEvents(mongo)
        self._emissions = MongoEmissions(mongo)
        self._pending = MongoPendingChanges(mongo)
        self._audit = MongoAudit(mongo)
        self._imports = MongoImports(mongo)
        self._ledger = MongoLedgerRows(mongo)
        self._engagement = MongoEngagement(mongo)

    async def conversation(self, brand: str, id_: str) -> ConversationRecord | None:
        """See UnitOfWork."""
        return await self._conversations.get(brand, id_)

    async def conversations(self, names: Collection[Named]) -> Mapping[Named, ConversationRecord]:
        """See UnitOfWork."""
        return await self._conversations.get_many(names)

    async def message(self, brand: str, id_: str) -> Message | None:
        """See UnitOfWork."""
        return await self._messages.get(brand, id_)

    async def messages(self, names: Collection[Named]) -> Mapping[Named, Message]:
        """See UnitOfWork."""
        return await self._messages.get_many(names)

    async def contact(self, brand: str, id_: str) -> Contact | None:
        """See UnitOfWork."""
        return await self._people.contact(brand, id_)

    async def reply(self, brand: str, id_: str) -> Reply | None:
        """See UnitOfWork."""
        return await self._replies.get(brand, id_)

    async def replies(self, names: Collection[Named]) -> Mapping[Named, Reply]:
        """See UnitOfWork."""
        return await self._replies.get_many(names)

    async def reply_before(self, reply: Reply) -> Reply | None:
        """See UnitOfWork."""
        return await self._replies.before(reply)

    async def posts(self, names: Collection[Named]) -> Mapping[Named, BrandPost]:
        """See UnitOfWork."""
        return await self._posts.get_many(names)

    async def payload(self, brand: str, id_: str) -> UnreadablePayload | None:
        """See UnitOfWork."""
        return await self._payloads.get(brand, id_)

    async def employee(self, brand: str, employee: str) -> EmployeeRecord:
        """See UnitOfWork."""
        return await self._copies.employee(brand, employee)

    async def incidents(self, brand: str) -> Sequence[IncidentCopy]:
        """See UnitOfWork."""
        return await self._copies.incidents(brand)

    async def read(self, request: BatchRequest) -> BatchRecords:
        """See Batches."""
        messages, seen, contacts, conversations, pending, (replies, offsets) = await asyncio.gather(
            self._messages.get_many(request.messages),
            self._seen.get_many(request.seen),
            self._contacts.get_many(request.contacts),
            self._conversations.newest_of_threads(request.threads),
            self._pending.of_messages(request.pending),
            asyncio.gather(self._replies.matching(request.replies), self._offsets.load(list(request.partitions))),
        )
        return BatchRecords(messages, contacts, seen, conversations, pending, replies, offsets)

    async def seen(self, names: Collection[Named]) -> Mapping[Named, Seen]:
        """See Batches."""
        return await self._seen.get_many(names)

    async def emissions(self, causes: ByBrand) -> Mapping[Named, Sequence[Event]]:
        """See Batches."""
        return await self._emissions.of_causes(causes)

    async def commit(self, changes: Changes) -> None:
        """See UnitOfWork."""

        async def work(session: Session) -> None:
            await self._conversations.write(changes.conversations.values(), session)
            await self._messages.write(changes.messages.values(), changes.reactions, session)
            await self._replies.write(changes.replies.values(), session)
            await self._posts.write(changes.posts.values(), session)
            await self._seen.write(changes.seen, session)
            await self._emissions.write(changes.emissions, session)
            await self._payloads.write(changes.payloads.values(), session)
            await self._audit.write(changes.audit, session)
            await self._imports.write(changes.imports.values(), changes.import_marks, session)
            await self._pending.write(changes.pending, session)
            await self._contacts.write(changes.contacts.values(), session)
            await self._ledger.write(changes.ledger, session)
            await self._engagement.write(changes.rule_uses, changes.answers, session)
            await self._timers.done_many(changes.finished, session)
            await self._timers.schedule(list(changes.timers.values()), session)
            await self._outbox.add(changes.events, session)
            if changes.offsets:
                await self._offsets.advance(changes.offsets, session)

        try:
            await self._mongo.transaction(work)
        except Fenced as fenced:
            raise VersionConflict from fenced
