"""How everything here is written: the new state and the event that reports it, in one transaction."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chassis.clock import Clock
from chassis.due_rows import INDEXES as TIMER_INDEXES
from chassis.errors import VersionConflict
from chassis.http.idempotency import INDEXES as IDEMPOTENCY_INDEXES
from chassis.lanes import INDEXES as LANE_INDEXES
from chassis.mongo import BrandCollection, Document, Index, Mongo, Session, Write
from chassis.outbox import Outbox
from contracts.event import Event
from contracts.ids import derived_id

PLATFORM = "*"
"""Stands for the brand where the whole installation is meant; no brand can have this name."""

GRANT_RETENTION_SECONDS = 30 * 86_400  # a grant is shown in reviews for a month after it ended

INDEXES: dict[str, tuple[Index, ...]] = {
    "registry": (
        Index("by_id", [("brand", 1), ("id", 1)], unique=True),
        Index("by_origin", [("brand", 1), ("origins", 1)]),
    ),
    "brands": (Index("by_id", [("brand", 1), ("id", 1)], unique=True),),
    "people": (
        Index("by_id", [("brand", 1), ("id", 1)], unique=True),
        Index("by_login", [("brand", 1), ("login", 1)], unique=True),
        Index("by_role", [("brand", 1), ("roles", 1)]),
    ),
    "integrations": (Index("by_id", [("brand", 1), ("id", 1)], unique=True),),
    "keys": (
        Index("by_id", [("brand", 1), ("id", 1)], unique=True),
        Index("by_person", [("brand", 1), ("person", 1), ("id", 1)]),
    ),
    "grants": (
        Index("by_person", [("brand", 1), ("person", 1)]),
        Index("expiry", [("until", 1)], ttl_seconds=GRANT_RETENTION_SECONDS),
    ),
    "tickets": (Index("expiry", [("until", 1)], ttl_seconds=0),),
    "sign_ins": (Index("expiry", [("until", 1)], ttl_seconds=0),),
    "sessions": (Index("expiry", [("until", 1)], ttl_seconds=0),),
    "webhook_endpoints": (Index("by_id", [("brand", 1), ("id", 1)], unique=True),),
    "webhook_health": (Index("by_endpoint", [("brand", 1), ("endpoint", 1)]),),
    "webhook_deliveries": (
        Index("by_state", [("brand", 1), ("endpoint", 1), ("state", 1), ("order", 1)]),
        Index("by_due", [("brand", 1), ("endpoint", 1), ("due_at", 1)], partial={"state": "pending"}),
        Index("all_of_subject", [("brand", 1), ("subject", 1)]),
        Index(
            "by_subject",
            [("brand", 1), ("endpoint", 1), ("subject", 1), ("order", 1)],
            partial={"state": "pending", "ordered": True},
        ),
        Index("expiry", [("expires_at", 1)], ttl_seconds=0),
    ),
    "drills": (
        Index("by_start", [("brand", 1), ("starts_at", -1), ("_id", -1)]),
        Index("by_state", [("brand", 1), ("state", 1), ("starts_at", 1)]),
    ),
    "audit_trail": (
        Index("by_id", [("brand", 1), ("id", 1)], unique=True),
        Index("by_time", [("brand", 1), ("at", -1), ("_id", -1)]),
        Index("by_principal", [("brand", 1), ("principal", 1), ("at", -1)], partial={"kind": "act"}),
        Index("by_operation", [("brand", 1), ("operation", 1), ("at", -1)], partial={"kind": "act"}),
        Index("by_object", [("brand", 1), ("objects", 1), ("at", -1)]),
        Index("by_act", [("brand", 1), ("act", 1)], partial={"kind": "outcome"}),
    ),
    "audit_heads": (),
    "audit_unchained": (),
    "canaries": (),
    "backups": (),
    "stats": (Index("by_integration", [("brand", 1), ("integration", 1)], unique=True),),
}

WORK_INDEXES: Mapping[str, Sequence[Index]] = {**IDEMPOTENCY_INDEXES, **LANE_INDEXES, **TIMER_INDEXES}


class AlreadyExists(Exception):
    """Something of that id, or that login, is there already."""


@dataclass(frozen=True, slots=True)
class StoreContext:
    """What each store is built from."""

    mongo: Mongo
    outbox: Outbox
    clock: Clock

    def collection(self, name: str) -> BrandCollection:
        """A collection of brands' documents."""
        return self.mongo.brand_collection(name)

    async def create(self, writes: Sequence[tuple[str, Write]], events: Sequence[Event]) -> None:
        """Insert new documents with their events; raises AlreadyExists and writes nothing when one is there."""

        async def work(session: Session) -> None:
            for collection, write in writes:
                if (await self.collection(collection).write([write], session=session)).duplicates:
                    raise AlreadyExists
            await self.outbox.add(events, session)

        await self.mongo.transaction(work)

    async def change(
        self,
        collection: str,
        brand: str,
        document: Document,
        event: Event,
        check: Callable[[Session], Awaitable[None]] | None = None,
    ) -> None:
        """Put the next version of a document with its event; raises VersionConflict when it is not the next.

        `check` sees the change in its transaction; what it raises undoes it.
        """
        written = self.collection(collection)

        async def work(session: Session) -> None:
            before = {"version": document["version"] - 1}
            put = written.replace(brand, document["id"], document, where=before)
            if (await written.write([put], session=session)).matched == 0:
                raise VersionConflict
            if check is not None:
                await check(session)
            await self.outbox.add([event], session)

        await self.mongo.transaction(work)


def event_id(brand: str, subject: str, version: int) -> str:
    """The id of the event that tells one version of a directory object."""
    return derived_id("gateway", brand, subject, str(version))


async def page(
    collection: BrandCollection, brand: str, filter_: Mapping[str, Any], *, after: str | None, limit: int
) -> tuple[list[Document], str | None]:
    """One page in order of id, and the id to go on after, None on the last page."""
    query = dict(filter_)
    if after is not None:
        query["id"] = {"$gt": after}
    documents = await collection.find(brand, query, sort=[("id", 1)], limit=limit + 1)
    return documents[:limit], documents[limit - 1]["id"] if len(documents) > limit else None
