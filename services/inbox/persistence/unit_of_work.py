"""The inbox's collections and indexes, what a batch reads in one go, and the one transaction that writes a change."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from chassis.errors import Fenced, VersionConflict
from chassis.mongo import Index, Mongo, Session, Write, WriteResult
from chassis.offsets import Offsets
from chassis.outbox import Outbox
from chassis.timers import NewTimer, Timers
from contracts.event import Event
from services.inbox.domain.reply import Reply
from services.inbox.persistence.documents import Document, Line, line_document, reply_document

DAY_SECONDS = 86_400
REEMIT_SECONDS = 15 * DAY_SECONDS  # one day longer than the log keeps what could be delivered again
LEDGER_GROUP = "ledger"  # up to which offset records were counted as received
PENDING_SECONDS = 30 * DAY_SECONDS  # an edit whose message never came

INDEXES: dict[str, tuple[Index, ...]] = {
    "conversations": (
        Index("newest_of_thread", [("brand", 1), ("thread", 1)], unique=True, partial={"latest": True}),
        Index("opened", [("brand", 1), ("opened_at", -1), ("_id", 1)]),
        Index("status", [("brand", 1), ("status", 1), ("opened_at", -1), ("_id", 1)]),
        Index("due", [("brand", 1), ("due_at", 1), ("_id", 1)], partial={"due_at": {"$type": "date"}}),
        Index("priority", [("brand", 1), ("status", 1), ("priority", -1), ("_id", 1)]),
        Index("holder", [("brand", 1), ("holder", 1), ("_id", 1)], partial={"holder": {"$type": "string"}}),
        Index("contact", [("brand", 1), ("contact", 1), ("opened_at", -1)]),
    ),
    "messages": (
        Index("in_order", [("brand", 1), ("conversation", 1), ("place", 1), ("_id", 1)]),
        Index("words", [("brand", 1), ("words", 1), ("sent_at", -1)]),
    ),
    "contacts": (Index("words", [("brand", 1), ("words", 1)]),),
    "seen": (Index("forgotten", [("at", 1)], ttl_seconds=REEMIT_SECONDS),),
    "emissions": (
        Index("causes", [("brand", 1), ("causes", 1)]),
        Index("forgotten", [("at", 1)], ttl_seconds=REEMIT_SECONDS),
    ),
    "pending": (
        Index("message", [("brand", 1), ("message", 1)]),
        Index("forgotten", [("at", 1)], ttl_seconds=PENDING_SECONDS),
    ),
    "replies": (
        Index("of_conversation", [("brand", 1), ("conversation", 1), ("created_at", 1), ("_id", 1)]),
        Index("external", [("brand", 1), ("external_id", 1)], partial={"external_id": {"$type": "string"}}),
        Index("mark", [("brand", 1), ("mark", 1)]),
        Index("sent_to", [("brand", 1), ("contact", 1), ("sent_at", 1)]),
    ),
    "unreadable": (Index("received", [("brand", 1), ("received_at", -1), ("_id", 1)]),),
    "audit": (Index("at", [("brand", 1), ("at", -1), ("_id", 1)]),),
    "ledger": (Index("hour", [("brand", 1), ("hour", 1)]),),
    "rules": (Index("version", [("brand", 1), ("kind", 1), ("version", -1)]),),
    "employees": (Index("employee", [("brand", 1), ("employee", 1)]),),
    "incidents": (Index("state", [("brand", 1), ("state", 1)]),),
}

Named = tuple[str, str]
"""A brand and an id within it."""


class Count(NamedTuple):
    """One place in the ledger: an hour of a brand, split by partition so that no two consumers write one row."""

    brand: str
    hour: datetime
    partition: int
    column: str


@dataclass(slots=True)
class Changes:
    """What one batch or one command writes, all of it or nothing."""

    lines: dict[Named, Line] = field(default_factory=dict)
    new_messages: dict[Named, Document] = field(default_factory=dict)
    message_sets: dict[Named, Document] = field(default_factory=dict)
    contacts: dict[Named, Document] = field(default_factory=dict)
    seen: list[tuple[str, str, Document]] = field(default_factory=list)
    pending: dict[Named, Document] = field(default_factory=dict)
    settled: list[Named] = field(default_factory=list)
    new_replies: list[Reply] = field(default_factory=list)
    replies: dict[Named, tuple[int, Reply]] = field(default_factory=dict)
    unreadable: list[tuple[str, str, Document]] = field(default_factory=list)
    audit: list[tuple[str, str, Document]] = field(default_factory=list)
    counts: Counter[Count] = field(default_factory=Counter)
    emissions: list[tuple[str, str, Document]] = field(default_factory=list)
    timers: dict[str, NewTimer] = field(default_factory=dict)
    outbox: list[Event] = field(default_factory=list)
    marks: dict[tuple[str, int], tuple[int | None, int]] = field(default_factory=dict)


class Store:
    """The inbox's documents. Every query names a brand; a write that met a newer version changes nothing."""

    def __init__(self, mongo: Mongo, outbox: Outbox, timers: Timers) -> None:
        """Use one service's database."""
        self.counted = Offsets(mongo, LEDGER_GROUP)
        self._mongo = mongo
        self._outbox = outbox
        self._timers = timers
        self.conversations = mongo.brand_collection("conversations")
        self.messages = mongo.brand_collection("messages")
        self.contacts = mongo.brand_collection("contacts")
        self.seen = mongo.brand_collection("seen")
        self.emissions = mongo.brand_collection("emissions")
        self.pending = mongo.brand_collection("pending")
        self.replies = mongo.brand_collection("replies")
        self.unreadable = mongo.brand_collection("unreadable")
        self.audit = mongo.brand_collection("audit")
        self.ledger = mongo.brand_collection("ledger")
        self.employees = mongo.brand_collection("employees")
        self.incidents = mongo.brand_collection("incidents")

    async def apply(self, changes: Changes) -> None:
        """Write a change in one transaction.

        Raises:
            VersionConflict: Somebody else wrote one of the documents first; nothing was written.
        """

        async def work(session: Session) -> None:
            await self._write_lines(changes, session)
            await self._write_messages(changes, session)
            await self._write_replies(changes, session)
            await self._insert_all(changes, session)
            await self.contacts.write(self._contact_writes(changes), session=session)
            await self.ledger.write(self._ledger_writes(changes), session=session)
            await self._timers.schedule(list(changes.timers.values()), session)
            await self._outbox.add(changes.outbox, session)
            if changes.marks:
                await self.counted.advance(changes.marks, session)

        try:
            await self._mongo.transaction(work)
        except Fenced as fenced:
            raise VersionConflict from fenced

    async def _write_lines(self, changes: Changes, session: Session) -> None:
        """Old conversations before new ones: the one a new one supersedes must give up its place in the index."""
        replaced, inserted, read = [], [], {}
        for (brand, id_), line in changes.lines.items():
            document = line_document(line)
            if line.stored_version is None:
                inserted.append(self.conversations.insert(brand, id_, document))
            else:
                read[brand, id_] = {"version": line.stored_version, "task_version": line.stored_task_version}
                replaced.append(self.conversations.replace(brand, id_, document))
        await self.conversations.check(read, session)
        done = await self.conversations.write([*replaced, *inserted], ordered=True, session=session)
        if done.duplicates or done.matched != len(replaced):
            raise VersionConflict

    async def _write_messages(self, changes: Changes, session: Session) -> None:
        inserts = [self.messages.insert(brand, id_, doc) for (brand, id_), doc in changes.new_messages.items()]
        sets = [self.messages.update(brand, id_, {"$set": each}) for (brand, id_), each in changes.message_sets.items()]
        _expect_new(await self.messages.write([*inserts, *sets], ordered=True, session=session))

    async def _write_replies(self, changes: Changes, session: Session) -> None:
        writes = [self.replies.insert(reply.brand, reply.id, reply_document(reply)) for reply in changes.new_replies]
        for (brand, id_), (version, reply) in changes.replies.items():
            writes.append(self.replies.replace(brand, id_, reply_document(reply), where={"version": version}))
        done = await self.replies.write(writes, ordered=True, session=session)
        if done.duplicates or done.matched != len(changes.replies):
            raise VersionConflict

    async def _insert_all(self, changes: Changes, session: Session) -> None:
        for collection, rows in (
            (self.seen, changes.seen),
            (self.emissions, changes.emissions),
            (self.unreadable, changes.unreadable),
            (self.audit, changes.audit),
        ):
            _expect_new(await collection.write([collection.insert(*row) for row in rows], session=session))
        waiting: list[Write] = [self.pending.insert(brand, id_, doc) for (brand, id_), doc in changes.pending.items()]
        waiting += [self.pending.delete(brand, id_) for brand, id_ in changes.settled]
        _expect_new(await self.pending.write(waiting, ordered=True, session=session))

    def _contact_writes(self, changes: Changes) -> list[Write]:
        return [self.contacts.replace(brand, id_, doc, upsert=True) for (brand, id_), doc in changes.contacts.items()]

    def _ledger_writes(self, changes: Changes) -> list[Write]:
        rows: dict[tuple[str, datetime, int], dict[str, int]] = {}
        for count, number in changes.counts.items():
            rows.setdefault((count.brand, count.hour, count.partition), {})[count.column] = number
        return [
            self.ledger.update(
                brand, f"{hour:%Y-%m-%dT%H}/{partition}", {"$inc": numbers, "$set": {"hour": hour}}, upsert=True
            )
            for (brand, hour, partition), numbers in rows.items()
        ]

    async def line_documents(self, threads: dict[str, set[str]], also: Iterable[Named] = ()) -> list[Document]:
        """The newest conversation of each thread, by brand, and conversations by id."""
        pairs: list[tuple[str, dict[str, Any]]] = [
            (brand, {"thread": {"$in": list(wanted)}, "latest": True}) for brand, wanted in threads.items() if wanted
        ]
        by_thread, by_id = await asyncio.gather(
            self.conversations.find_for(pairs), self.conversations.get_many(set(also))
        )
        return [*by_thread, *by_id.values()]

    async def pending_of(self, messages: dict[str, set[str]]) -> list[Document]:
        """Edits and deletes that came before their message."""
        pairs = [(brand, {"message": {"$in": list(wanted)}}) for brand, wanted in messages.items() if wanted]
        return await self.pending.find_for(pairs)

    async def emitted(self, causes: dict[str, set[str]]) -> list[Document]:
        """What was published for these causes, by brand."""
        pairs = [(brand, {"causes": {"$in": list(wanted)}}) for brand, wanted in causes.items() if wanted]
        return await self.emissions.find_for(pairs)

    async def replies_like(self, pairs: Sequence[tuple[str, dict[str, Any]]]) -> list[Document]:
        """Replies that match any of the branded filters."""
        return await self.replies.find_for(pairs)


def _expect_new(result: WriteResult) -> None:
    if result.duplicates:
        raise VersionConflict
