"""Replies: the value as a document and back; `mark` finds one when the channel echoes its words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from pydantic import TypeAdapter

from chassis.errors import VersionConflict
from chassis.mongo import Mongo, Session, key
from services.inbox.application.ports import OpenReplyWithMark, ReplyQuery, ReplyWithId
from services.inbox.application.records import Named, Versioned
from services.inbox.domain.reply import Reply, text_mark
from services.inbox.persistence.ids import Document, id_of

OPEN_STATES = ("claimed", "unknown", "sent")  # of a reply an echo may settle by its words
_REPLY: TypeAdapter[Reply] = TypeAdapter(Reply)


class MongoReplies:
    """The collection `replies`."""

    def __init__(self, mongo: Mongo) -> None:
        """Use one service's database."""
        self._collection = mongo.brand_collection("replies")

    async def get(self, brand: str, id_: str) -> Reply | None:
        """A reply, or None."""
        document = await self._collection.get(brand, id_)
        return reply_of(document) if document is not None else None

    async def get_many(self, names: Collection[Named]) -> dict[Named, Reply]:
        """Replies in one read; missing ones are left out."""
        documents = await self._collection.get_many(names)
        return {name: reply_of(document) for name, document in documents.items()}

    async def before(self, reply: Reply) -> Reply | None:
        """The first reply of its conversation that has to leave before it, or None."""
        waits = [{"state": "claimed"}, {"state": "queued", "story": None}, {"state": "queued", "story.by_hand": True}]
        wanted: Document = {
            "conversation": reply.conversation,
            "created_at": {"$lte": reply.created_at},
            "_id": {"$ne": key(reply.brand, reply.id)},
            "$or": waits,
        }
        found = await self._collection.find(reply.brand, wanted, sort=[("created_at", 1), ("_id", 1)], limit=1)
        first = [reply_of(each) for each in found]
        return next((each for each in first if (each.created_at, each.id) < (reply.created_at, reply.id)), None)

    async def matching(self, queries: Iterable[ReplyQuery]) -> Sequence[Reply]:
        """Replies that any of the queries asks for."""
        documents = await self._collection.find_for([(query.brand, _filter(query)) for query in queries])
        return [reply_of(document) for document in documents]

    async def write(self, changes: Iterable[Versioned[Reply]], session: Session) -> None:
        """Insert new replies and replace changed ones.

        Raises:
            VersionConflict: One was written since it was read, or exists already.
        """
        writes, replaced = [], 0
        for change in changes:
            reply, document = change.after, document_of(change.after)
            if change.before is None:
                writes.append(self._collection.insert(reply.brand, reply.id, document))
            else:
                where = {"version": change.before.version}
                writes.append(self._collection.replace(reply.brand, reply.id, document, where=where))
                replaced += 1
        done = await self._collection.write(writes, ordered=True, session=session)
        if done.duplicates or done.matched != replaced:
            raise VersionConflict


def _filter(query: ReplyQuery) -> Document:
    if isinstance(query, ReplyWithId):
        return {"external_id": query.external_id}
    if isinstance(query, OpenReplyWithMark):
        return {"mark": query.mark, "state": {"$in": OPEN_STATES}}
    return {"contact": query.contact, "sent_at": {"$lte": query.until}, "state": {"$in": ["sent", "delivered"]}}


def document_of(reply: Reply) -> Document:
    """The fields of a reply."""
    document = asdict(reply)
    del document["id"], document["brand"]
    return {**document, "mark": text_mark(reply.text) if reply.erased_at is None else None}


def reply_of(document: Mapping[str, Any]) -> Reply:
    """A reply as it was stored."""
    fields = {name: value for name, value in document.items() if name not in ("_id", "mark")}
    return _REPLY.validate_python({**fields, "id": id_of(document)})
