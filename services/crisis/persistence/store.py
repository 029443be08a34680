"""Reads and writes of crisis, as domain values: nothing here decides anything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from chassis.errors import VersionConflict
from chassis.mongo import BrandCollection, Document, Mongo, Session
from services.crisis.domain.incident import OPEN, Incident
from services.crisis.domain.playbook import DEFAULT_PLAYBOOK, Playbook
from services.crisis.domain.policy import CrisisPolicy
from services.crisis.domain.tally import Count
from services.crisis.persistence.documents import document, value
from services.crisis.persistence.indexes import INDEXES

T = TypeVar("T")
MOST = 5_000  # rows of one kind read for one incident or callout; a bound on memory, above what a company can ask


class CrisisStore:
    """The collections of one crisis database."""

    def __init__(self, mongo: Mongo, default_policy: CrisisPolicy) -> None:
        """`default_policy` is what a brand has that wrote none."""
        self._collections = {name: mongo.brand_collection(name) for name in INDEXES}
        self._default_policy = default_policy

    def __getitem__(self, name: str) -> BrandCollection:
        """A collection by its name in `INDEXES`."""
        return self._collections[name]

    async def one(self, name: str, shape: type[T], brand: str, id_: str, session: Session | None = None) -> T | None:
        """A value by id, or None."""
        stored = await self[name].get(brand, id_, session=session)
        return None if stored is None else value(shape, stored)

    async def many(
        self,
        name: str,
        shape: type[T],
        brand: str,
        filter_: Mapping[str, Any],
        session: Session | None = None,
        sort: Sequence[tuple[str, int]] = (),
        limit: int = MOST,
    ) -> list[T]:
        """Values that match."""
        found = await self[name].find(brand, filter_, session=session, sort=sort, limit=limit)
        return [value(shape, stored) for stored in found]

    async def add(self, name: str, brand: str, values: Mapping[str, object], session: Session, **extra: object) -> None:
        """Insert values by id; VersionConflict when one of the ids, or a unique key, is taken."""
        collection = self[name]
        writes = [collection.insert(brand, id_, {**document(one), **extra}) for id_, one in values.items()]
        if (await collection.write(writes, session=session)).duplicates:
            raise VersionConflict

    async def put(self, name: str, brand: str, values: Mapping[str, object], session: Session) -> None:
        """Set the fields of values that are there, keeping what stands beside them."""
        collection = self[name]
        writes = [collection.update(brand, id_, {"$set": document(one)}) for id_, one in values.items()]
        await collection.write(writes, session=session)

    async def policy(self, brand: str, session: Session | None = None) -> CrisisPolicy:
        """The brand's policy, or the default at version 0."""
        return await self.one("policies", CrisisPolicy, brand, "policy", session) or self._default_policy

    async def playbook(self, brand: str, id_: str, session: Session | None = None) -> Playbook | None:
        """A playbook; the built-in one answers to `default` until the brand writes its own."""
        found = await self.one("playbooks", Playbook, brand, id_, session)
        return found or (DEFAULT_PLAYBOOK if id_ == DEFAULT_PLAYBOOK.id else None)

    async def open_incident(self, brand: str, session: Session | None = None) -> Incident | None:
        """The newest incident that is not over."""
        found = await self.many(
            "incidents", Incident, brand, {"state": {"$in": sorted(OPEN)}}, session, [("listed_at", -1)], 1
        )
        return found[0] if found else None

    async def counts(
        self, brand: str, first: int, end: int, session: Session | None = None, limit: int = 200_000
    ) -> dict[int, Count]:
        """Sums of the buckets that begin in [first, end), over all lanes."""
        span = {"start": {"$gte": first, "$lt": end}}
        sums: dict[int, Count] = {}
        for stored in await self["buckets"].find(brand, span, session=session, limit=limit):
            count = sums.setdefault(stored["start"], Count())
            count.inbound += stored["inbound"]
            count.negative += stored["negative"]
            count.unknown += stored["unknown"]
            count.reach += stored["reach"]
            count.cases += stored["cases"]
        return sums

    async def oldest_bucket(self, brand: str, session: Session | None = None) -> int | None:
        """Where this brand's counting begins, as far as it is kept."""
        found = await self["buckets"].find(
            brand, {}, sort=[("start", 1)], limit=1, projection={"start": 1}, session=session
        )
        return int(found[0]["start"]) if found else None

    async def page_of(
        self, name: str, brand: str, filter_: Mapping[str, Any], limit: int, after: tuple[datetime, str] | None
    ) -> list[Document]:
        """Documents newest first, after the (listed_at, _id) of the last one seen."""
        bounded = dict(filter_)
        if after is not None:
            at, id_ = after
            bounded["$or"] = [{"listed_at": {"$lt": at}}, {"listed_at": at, "_id": {"$lt": id_}}]
        return await self[name].find(brand, bounded, sort=[("listed_at", -1), ("_id", -1)], limit=limit)
