"""Entries of the audit trail that are stored and not chained yet: a second's worth, unless chaining is held up."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from pymongo import InsertOne
from pymongo.errors import BulkWriteError

from chassis.mongo import DUPLICATE_KEY, Document, Mongo, Session, reachable
from gateway.domain.audit_entry import TrailEntry, time_text

NAME = "audit_unchained"


class AuditUnchained:
    """Takes entries in any order, and gives them by their time, which begins their ids: no index is needed beside."""

    def __init__(self, mongo: Mongo) -> None:
        self._rows = mongo.work_collection(NAME)

    async def add(self, entries: Sequence[TrailEntry]) -> None:
        """Store entries; one whose id waits already stays as it is."""
        if not entries:
            return
        with reachable():
            try:
                await self._rows.bulk_write([InsertOne(_document(each)) for each in entries], ordered=False)
            except BulkWriteError as error:
                if any(each["code"] != DUPLICATE_KEY for each in error.details["writeErrors"]):
                    raise

    async def oldest(self, limit: int, without: Collection[str]) -> list[TrailEntry]:
        """The oldest entries of all brands but those named."""
        wanted: dict[str, Any] = {"brand": {"$nin": list(without)}} if without else {}
        with reachable():
            rows = await self._rows.find(wanted).sort("_id", 1).limit(limit).to_list(limit)
        return [_entry(row) for row in rows]

    async def oldest_at(self) -> datetime | None:
        """The time of the oldest entry, None when all are chained."""
        with reachable():
            row = await self._rows.find_one({}, {"at": 1}, sort=[("_id", 1)])
        return None if row is None else row["at"]

    async def remove(self, entries: Sequence[TrailEntry], session: Session) -> None:
        """Take out entries that are chained in the same transaction."""
        with reachable():
            ids = [_id(each) for each in entries]
            await self._rows.delete_many({"_id": {"$in": ids}}, session=session)


def _id(entry: TrailEntry) -> str:
    return f"{time_text(entry.at)}/{entry.brand}/{entry.id}"


def _document(entry: TrailEntry) -> Document:
    return {
        "_id": _id(entry),
        "brand": entry.brand,
        "id": entry.id,
        "kind": entry.kind,
        "at": entry.at,
        "fields": dict(entry.fields),
    }


def _entry(row: Document) -> TrailEntry:
    return TrailEntry(row["brand"], row["id"], row["kind"], row["at"], row["fields"])
