"""Unreadable payloads: the value as a document and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

from chassis.errors import VersionConflict
from chassis.mongo import Mongo, Session
from services.inbox.application.records import Versioned
from services.inbox.domain.unreadable import UnreadablePayload
from services.inbox.persistence.ids import Document, id_of

_FIRST = ("integration", "channel", "reason", "field", "received_at", "payload", "size_bytes", "state")
_REPLAY = ("state", "replayed_at", "replayed_by", "outcome")
_FIELDS = frozenset(each.name for each in fields(UnreadablePayload))


class MongoPayloads:
    """The collection `unreadable`."""

    def __init__(self, mongo: Mongo) -> None:
        """Use one service's database."""
        self._collection = mongo.brand_collection("unreadable")

    async def get(self, brand: str, id_: str) -> UnreadablePayload | None:
        """A payload with its bytes, or None."""
        document = await self._collection.get(brand, id_)
        return payload_of(document) if document is not None else None

    async def write(self, changes: Iterable[Versioned[UnreadablePayload]], session: Session) -> None:
        """Insert new payloads, and write the replay of others.

        Raises:
            VersionConflict: One is there already, or was replayed since it was read.
        """
        writes, updated = [], 0
        for change in changes:
            payload = change.after
            if change.before is None:
                document = {name: getattr(payload, name) for name in _FIRST}
                writes.append(self._collection.insert(payload.brand, payload.id, document))
            else:
                replay: Document = {name: getattr(payload, name) for name in _REPLAY}
                where = {"state": change.before.state}
                writes.append(self._collection.update(payload.brand, payload.id, {"$set": replay}, where=where))
                updated += 1
        done = await self._collection.write(writes, session=session)
        if done.duplicates or done.matched != updated:
            raise VersionConflict


def payload_of(document: Mapping[str, Any]) -> UnreadablePayload:
    """A payload as it was stored; its bytes are empty where the read left them out."""
    stored = {name: value for name, value in document.items() if name in _FIELDS}
    return UnreadablePayload(**{"payload": "", **stored, "id": id_of(document)})
