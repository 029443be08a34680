"""Records that make a redelivery harmless: events seen, emissions, and changes that wait for a message."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from chassis.errors import VersionConflict
from chassis.mongo import Mongo, Session, Write
from contracts.channel import MessageDeleted, MessageEdited, ReactionChanged
from contracts.event import Event
from contracts.ids import derived_id
from contracts.registry import EVENT_CLASSES
from services.inbox.application.ports import ByBrand
from services.inbox.application.records import Emission, MessageChange, Named, PendingChange, SeenEvent
from services.inbox.domain.arrival import Seen
from services.inbox.persistence.ids import Document

CHUNK_BYTES = 1_000_000  # of one emissions document; MongoDB takes 16 MB
_CHANGES: dict[str, type[MessageChange]] = {
    each.type: each for each in (MessageEdited, MessageDeleted, ReactionChanged)
}


class MongoSeenEvents:
    """The collection `seen`."""

    def __init__(self, mongo: Mongo) -> None:
        """Use one service's database."""
        self._collection = mongo.brand_collection("seen")

    async def get_many(self, names: Collection[Named]) -> dict[Named, Seen]:
        """The ones of these keys that were seen, with their records."""
        documents = await self._collection.get_many(names)
        return {name: Seen(document["body_hash"], document["origin"]) for name, document in documents.items()}

    async def write(self, seen: Iterable[SeenEvent], session: Session) -> None:
        """Insert; raises VersionConflict when another process saw one first."""
        writes = [
            self._collection.insert(
                each.brand,
                each.key,
                {"body_hash": each.seen.body_hash, "origin": each.seen.origin, "at": each.at},
            )
            for each in seen
        ]
        if (await self._collection.write(writes, session=session)).duplicates:
            raise VersionConflict


class MongoEmissions:
    """The collection `emissions`: what was published, many events a document."""

    def __init__(self, mongo: Mongo) -> None:
        """Use one service's database."""
        self._collection = mongo.brand_collection("emissions")

    async def of_causes(self, causes: ByBrand) -> dict[Named, Sequence[Event]]:
        """The events published for these causes, in order."""
        pairs = [(brand, {"causes": {"$in": list(ids)}}) for brand, ids in causes.items() if ids]
        published: defaultdict[Named, list[Event]] = defaultdict(list)
        for document in await self._collection.find_for(pairs):
            for stored in document["events"]:
                class_ = EVENT_CLASSES.get(stored["type"])
                if class_ is not None:
                    event = class_.model_validate_json(stored["body"])
                    published[document["brand"], stored["cause"]].append(event)
        return dict(published)

    async def write(self, emissions: Iterable[Emission], session: Session) -> None:
        """Insert; raises VersionConflict when another process published for these causes first."""
        by_brand: defaultdict[str, list[Emission]] = defaultdict(list)
        for emission in emissions:
            by_brand[emission.event.brand].append(emission)
        writes = [
            self._collection.insert(brand, id_, document)
            for brand, listed in by_brand.items()
            for id_, document in _emission_documents(listed)
        ]
        if (await self._collection.write(writes, session=session)).duplicates:
            raise VersionConflict


def _emission_documents(emissions: Sequence[Emission]) -> Iterator[tuple[str, Document]]:
    """Documents of about CHUNK_BYTES; the events of one cause stay together."""
    chunk: list[Document] = []
    size = 0
    for emission in emissions:
        body = emission.event.to_bytes()
        if chunk and size + len(body) > CHUNK_BYTES and chunk[-1]["cause"] != emission.cause:
            yield _emission_document(chunk, emissions[0])
            chunk, size = [], 0
        chunk.append({"cause": emission.cause, "type": emission.event.type, "body": body})
        size += len(body)
    if chunk:
        yield _emission_document(chunk, emissions[0])


def _emission_document(chunk: list[Document], first: Emission) -> tuple[str, Document]:
    causes = list(dict.fromkeys(each["cause"] for each in chunk))
    return derived_id(*causes), {"causes": causes, "events": chunk, "at": first.at}


class MongoPendingChanges:
    """The collection `pending`."""

    def __init__(self, mongo: Mongo) -> None:
        """Use one service's database."""
        self._collection = mongo.brand_collection("pending")

    async def of_messages(self, messages: ByBrand) -> Sequence[PendingChange]:
        """Changes that wait for these messages."""
        pairs = [(brand, {"message": {"$in": list(ids)}}) for brand, ids in messages.items() if ids]
        return [_pending_of(document) for document in await self._collection.find_for(pairs)]

    async def write(self, pending: Mapping[Named, PendingChange | None], session: Session) -> None:
        """Insert those that wait, delete those that have found their message."""
        inserts: list[Write] = []
        deletes: list[Write] = []
        for (brand, id_), change in pending.items():
            if change is None:
                deletes.append(self._collection.delete(brand, id_))
            else:
                inserts.append(self._collection.insert(brand, id_, _pending_document(change)))
        done = await self._collection.write([*inserts, *deletes], ordered=True, session=session)
        if done.duplicates:
            raise VersionConflict


def _pending_document(change: PendingChange) -> Document:
    event = change.event
    return {"message": change.message, "type": event.type, "body": event.to_bytes(), "at": change.at, "id": event.id}


def _pending_of(document: Mapping[str, Any]) -> PendingChange:
    event = _CHANGES[document["type"]].model_validate_json(document["body"])
    return PendingChange(document["message"], event, document["at"])
