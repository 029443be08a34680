"""Reads for the API: lists by index with stable sorts, search, the audit and the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, Protocol

from services.inbox.domain.words import search_words
from services.inbox.persistence.documents import Document, id_of
from services.inbox.persistence.unit_of_work import Store

SEARCH_LIMIT = 1_000  # conversations a search looks at: the newest ones, and as many contacts
LEDGER_HOURS = 24 * 14  # as long as the log keeps what could still be compared

COLUMNS = ("received", "stored", "duplicate", "conflict", "unreadable")

Sort = Literal["opened", "due", "priority"]
SORTS: dict[Sort, tuple[str, int]] = {"opened": ("opened_at", -1), "due": ("due_at", 1), "priority": ("priority", -1)}


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list of conversations is narrowed by; None narrows nothing."""

    status: str | None = None
    triage: str | None = None
    channel: str | None = None
    integration: str | None = None
    language: str | None = None
    holder: str | None = None
    contact: str | None = None
    min_priority: int | None = None
    due_before: datetime | None = None
    q: str | None = None

    def as_query(self) -> dict[str, Any]:
        """The conditions, without the search."""
        plain = ("status", "triage", "channel", "integration", "language", "holder", "contact")
        query: dict[str, Any] = {name: value for name in plain if (value := getattr(self, name)) is not None}
        if self.min_priority is not None:
            query["priority"] = {"$gte": self.min_priority}
        if self.due_before is not None:
            query["due_at"] = {"$lt": self.due_before}
        return query


class DeadCounts(Protocol):
    """How many records of a brand went to the dead letters, by hour."""

    async def by_hour(self, brand: str) -> dict[datetime, tuple[int, int]]:
        """All of them by the hour they first failed in, and how many of these were not replayed."""
        ...


@dataclass(slots=True)
class Hour:
    """One hour of the ledger: records that came in, and what became of them."""

    received: int = 0
    stored: int = 0
    duplicate: int = 0
    conflict: int = 0
    unreadable: int = 0
    dead_lettered: int = 0


class Queries:
    """Reads of one service's documents; every one names the brand first."""

    def __init__(self, store: Store, dead: DeadCounts) -> None:
        """`dead` counts dead letters for the ledger."""
        self._store = store
        self._dead = dead

    async def conversations(
        self, brand: str, filters: Filters, sort: Sort, after: tuple[Any, str] | None, limit: int
    ) -> list[Document]:
        """A page of conversations: those behind the sort value and id `after`."""
        field_, direction = SORTS[sort]
        conditions: list[dict[str, Any]] = [filters.as_query()]
        if sort == "due":
            conditions.append({"due_at": {"$type": "date"}})
        if filters.q is not None:
            found = await self._search(brand, filters.q)
            if found is None:
                return []
            conditions.append(found)
        if after is not None:
            value, id_ = after
            beyond = "$gt" if direction > 0 else "$lt"
            conditions.append({"$or": [{field_: {beyond: value}}, {field_: value, "_id": {"$gt": f"{brand}/{id_}"}}]})
        query = {"$and": [each for each in conditions if each]} if any(conditions) else {}
        return await self._store.conversations.find(brand, query, sort=[(field_, direction), ("_id", 1)], limit=limit)

    async def _search(self, brand: str, text: str) -> dict[str, Any] | None:
        """Conversations whose messages hold all the words, or whose contact's name or handle does."""
        words = search_words(text)
        if not words:
            return None
        every = {"words": {"$all": words}}
        messages = await self._store.messages.find(
            brand, every, sort=[("sent_at", -1)], limit=SEARCH_LIMIT, projection={"conversation": 1}
        )
        contacts = await self._store.contacts.find(brand, every, limit=SEARCH_LIMIT, projection={"_id": 1})
        ids = sorted({f"{brand}/{each['conversation']}" for each in messages})
        people = [id_of(each) for each in contacts]
        return {"$or": [{"_id": {"$in": ids}}, {"contact": {"$in": people}}]}

    async def messages(
        self, brand: str, conversation: str, after: tuple[int, str] | None, limit: int
    ) -> list[Document]:
        """A page of a conversation's messages, the oldest first."""
        query: dict[str, Any] = {"conversation": conversation}
        return await self._page(brand, "messages", query, "place", 1, after, limit)

    async def replies(
        self, brand: str, conversation: str, after: tuple[datetime, str] | None, limit: int
    ) -> list[Document]:
        """A page of a conversation's replies, the oldest first."""
        return await self._page(brand, "replies", {"conversation": conversation}, "created_at", 1, after, limit)

    async def unreadable(self, brand: str, after: tuple[datetime, str] | None, limit: int) -> list[Document]:
        """A page of payloads nobody could read, the newest first."""
        return await self._page(brand, "unreadable", {}, "received_at", -1, after, limit)

    async def audit(self, brand: str, after: tuple[datetime, str] | None, limit: int) -> list[Document]:
        """A page of the audit, the newest first."""
        return await self._page(brand, "audit", {}, "at", -1, after, limit)

    async def _page(
        self,
        brand: str,
        collection: Literal["messages", "replies", "unreadable", "audit"],
        query: dict[str, Any],
        field_: str,
        direction: int,
        after: tuple[datetime | int, str] | None,
        limit: int,
    ) -> list[Document]:
        if after is not None:
            at, id_ = after
            beyond = "$gt" if direction > 0 else "$lt"
            query["$or"] = [{field_: {beyond: at}}, {field_: at, "_id": {"$gt": f"{brand}/{id_}"}}]
        found = {
            "messages": self._store.messages,
            "replies": self._store.replies,
            "unreadable": self._store.unreadable,
            "audit": self._store.audit,
        }[collection]
        kept_back = {"payload": 0} if collection == "unreadable" else None
        return await found.find(brand, query, sort=[(field_, direction), ("_id", 1)], limit=limit, projection=kept_back)

    async def contact(self, brand: str, id_: str) -> tuple[Document, list[str]] | None:
        """A contact with their newest conversations."""
        document = await self._store.contacts.get(brand, id_)
        if document is None:
            return None
        lines = await self._store.conversations.find(
            brand, {"contact": id_}, sort=[("opened_at", -1)], limit=50, projection={"_id": 1}
        )
        return document, [id_of(each) for each in lines]

    async def ledger(self, brand: str, since: datetime, until: datetime) -> dict[datetime, Hour]:
        """What became of what was received, by hour."""
        rows = await self._store.ledger.aggregate(
            brand,
            [
                {"$match": {"hour": {"$gte": since, "$lt": until}}},
                {
                    "$group": {
                        "_id": "$hour",
                        **{name: {"$sum": f"${name}"} for name in COLUMNS},
                    }
                },
                {"$sort": {"_id": 1}},
                {"$limit": LEDGER_HOURS},
            ],
        )
        hours = {row["_id"].replace(tzinfo=UTC): Hour(**{name: row[name] for name in COLUMNS}) for row in rows}
        for at, (letters, waiting) in (await self._dead.by_hour(brand)).items():
            if since <= at < until:
                hour = hours.setdefault(at, Hour())
                hour.received += letters
                hour.dead_lettered = waiting
        return dict(sorted(hours.items()))
