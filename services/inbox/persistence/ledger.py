"""The ledger and the audit: what became of every record, and what an operator should look at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from chassis.errors import VersionConflict
from chassis.mongo import Mongo, Session
from contracts.registry import CHANNEL_EVENTS
from services.inbox.application.ledger import Hour
from services.inbox.application.records import AuditEntry, LedgerCell, Partition
from services.inbox.persistence.ids import id_of

COLUMNS = ("received", "stored", "duplicate", "conflict", "unreadable")
LEDGER_HOURS = 24 * 14  # as long as the log keeps what could still be compared


class MongoLedgerRows:
    """The collection `ledger`: one document per brand, hour and partition."""

    def __init__(self, mongo: Mongo) -> None:
        """Use one service's database."""
        self._collection = mongo.brand_collection("ledger")

    async def hours(self, brand: str, since: datetime, until: datetime) -> Mapping[datetime, Hour]:
        """See LedgerRows."""
        rows = await self._collection.aggregate(
            brand,
            [
                {"$match": {"hour": {"$gte": since, "$lt": until}}},
                {"$group": {"_id": "$hour", **{name: {"$sum": f"${name}"} for name in COLUMNS}}},
                {"$sort": {"_id": 1}},
                {"$limit": LEDGER_HOURS},
            ],
        )
        return {row["_id"].replace(tzinfo=UTC): Hour(**{name: row[name] for name in COLUMNS}) for row in rows}

    async def write(self, numbers: Mapping[LedgerCell, int], session: Session) -> None:
        """Add to the numbers."""
        rows: dict[tuple[str, datetime, Partition], dict[str, int]] = {}
        for cell, number in numbers.items():
            rows.setdefault((cell.brand, cell.hour, cell.partition), {})[cell.column] = number
        writes = [
            self._collection.update(
                brand, f"{hour:%Y-%m-%dT%H}/{_row(partition)}", {"$inc": columns, "$set": {"hour": hour}}, upsert=True
            )
            for (brand, hour, partition), columns in rows.items()
        ]
        await self._collection.write(writes, session=session)


def _row(partition: Partition) -> str:
    """A partition as the id of its row has it: its number, with the topic before it in any lane but the live one."""
    topic, number = partition
    return str(number) if topic == CHANNEL_EVENTS.name else f"{topic}/{number}"


class MongoAudit:
    """The collection `audit`."""

    def __init__(self, mongo: Mongo) -> None:
        """Use one service's database."""
        self._collection = mongo.brand_collection("audit")

    async def write(self, entries: Iterable[AuditEntry], session: Session) -> None:
        """Insert; raises VersionConflict when another process wrote one first."""
        writes = []
        for entry in entries:
            document = asdict(entry)
            del document["brand"], document["id"]
            writes.append(self._collection.insert(entry.brand, entry.id, document))
        if (await self._collection.write(writes, session=session)).duplicates:
            raise VersionConflict


def audit_entry_of(document: Mapping[str, Any]) -> AuditEntry:
    """An entry as it was stored."""
    return AuditEntry(**{**{name: value for name, value in document.items() if name != "_id"}, "id": id_of(document)})
