"""Conversations: the record as a document and back, and their reads and writes by version."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, fields
from operator import attrgetter
from typing import Any

from chassis.errors import VersionConflict
from chassis.mongo import Mongo, Session
from services.inbox.application.ports import ByBrand
from services.inbox.application.records import Assignment, Named
from services.inbox.domain.conversation import Conversation
from services.inbox.domain.conversation_record import ConversationRecord, ReadVersions, Summary
from services.inbox.domain.imported_from import ImportedFrom
from services.inbox.domain.sla import Segment, SlaClock
from services.inbox.domain.takeover import Takeover
from services.inbox.persistence.ids import Document, id_of

_OTHERWISE = ("brand", "id", "clocks", "topics", "open_topics", "imported_from", "taken_over_by")
_PLAIN = tuple(each.name for each in fields(Conversation) if each.name not in _OTHERWISE)
_PLAIN_VALUES = attrgetter(*_PLAIN)


class MongoConversations:
    """The collection `conversations`."""

    def __init__(self, mongo: Mongo) -> None:
        """Use one service's database."""
        self._collection = mongo.brand_collection("conversations")

    async def get(self, brand: str, id_: str) -> ConversationRecord | None:
        """A conversation, or None."""
        document = await self._collection.get(brand, id_)
        return record_of(document) if document is not None else None

    async def get_many(self, names: Collection[Named]) -> dict[Named, ConversationRecord]:
        """Conversations in one read; missing ones are left out."""
        documents = await self._collection.get_many(names)
        return {name: record_of(document) for name, document in documents.items()}

    async def newest_of_threads(self, threads: ByBrand) -> Sequence[ConversationRecord]:
        """The newest conversation of each thread, by brand."""
        pairs: list[tuple[str, Document]] = [
            (brand, {"thread": {"$in": list(ids)}, "latest": True}) for brand, ids in threads.items() if ids
        ]
        return [record_of(document) for document in await self._collection.find_for(pairs)]

    async def write(self, records: Iterable[ConversationRecord], session: Session) -> None:
        """Old conversations before new ones: the one a new one supersedes must give up its place in the index.

        Raises:
            VersionConflict: One was written since it was read, or exists already.
        """
        replaced, inserted, read = [], [], {}
        for record in records:
            brand, id_ = record.name
            document = document_of(record)
            if record.read is None:
                inserted.append(self._collection.insert(brand, id_, document))
            else:
                read[brand, id_] = {"version": record.read.version, "task_version": record.read.task_version}
                replaced.append(self._collection.replace(brand, id_, document))
        await self._collection.check(read, session)
        done = await self._collection.write([*replaced, *inserted], ordered=True, session=session)
        if done.duplicates or done.matched != len(replaced):
            raise VersionConflict

    async def assign(self, assignments: Iterable[Assignment]) -> None:
        """Copy the assignees of conversations, where the task is newer than the one copied before."""
        await self._collection.write(
            [
                self._collection.update(
                    each.brand,
                    each.conversation,
                    {"$set": {"holder": each.employee, "epoch": each.epoch, "task_version": each.version}},
                    where={"task_version": {"$lt": each.version}},
                )
                for each in assignments
            ]
        )


def record_of(document: Mapping[str, Any]) -> ConversationRecord:
    """A conversation as it was stored."""
    topics = tuple(document["topics"])
    conversation = Conversation(
        brand=document["brand"],
        id=id_of(document),
        topics=topics,
        open_topics=tuple(document["open_topics"]) if "open_topics" in document else topics,
        clocks=tuple([_clock_of(clock) for clock in document["clocks"]]),
        imported_from=_origin_of(document["imported_from"]) if "imported_from" in document else None,
        taken_over_by=Takeover(**document["taken_over_by"]) if "taken_over_by" in document else None,
        **{name: document[name] for name in _PLAIN if name in document},
    )
    summary = Summary(document.get("contact_name"), document.get("contact_handle"), document.get("preview", ""))
    return ConversationRecord(conversation, summary, ReadVersions(conversation.version, conversation.task_version))


def document_of(record: ConversationRecord) -> Document:
    """The fields of a conversation; `latest`, `due_at` and `needs_reply` are there for the indexes."""
    conversation, summary = record.conversation, record.summary
    document: Document = dict(zip(_PLAIN, _PLAIN_VALUES(conversation), strict=True))
    document["topics"] = list(conversation.topics)
    document["open_topics"] = list(conversation.open_topics)
    document["clocks"] = [_clock_document(clock) for clock in conversation.clocks]
    document["latest"] = not conversation.superseded
    document["due_at"] = conversation.due_at
    document["needs_reply"] = conversation.needs_reply
    document["contact_name"] = summary.contact_name
    document["contact_handle"] = summary.contact_handle
    document["preview"] = summary.preview
    if conversation.imported_from is not None:
        document["imported_from"] = asdict(conversation.imported_from) | {"tags": list(conversation.imported_from.tags)}
    if conversation.taken_over_by is not None:
        document["taken_over_by"] = asdict(conversation.taken_over_by)
    return document


def _origin_of(document: Mapping[str, Any]) -> ImportedFrom:
    return ImportedFrom(**{**document, "tags": tuple(document["tags"])})


def _clock_document(clock: SlaClock) -> Document:
    return {
        "kind": clock.kind,
        "policy_version": clock.policy_version,
        "target_seconds": clock.target_seconds,
        "started_at": clock.started_at,
        "due_at": clock.due_at,
        "state": clock.state,
        "breached": clock.breached,
        "elapsed_seconds": clock.elapsed_seconds,
        "rule": clock.rule,
        "segments": [
            {"started_at": each.started_at, "cause": each.cause, "counts": each.counts, "ended_at": each.ended_at}
            for each in clock.segments
        ],
    }


def _clock_of(document: Mapping[str, Any]) -> SlaClock:
    segments = tuple([Segment(**segment) for segment in document["segments"]])
    return SlaClock(**{**document, "segments": segments})
