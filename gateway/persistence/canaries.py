"""A row for each brand whose canary was sent: when, and by service, since when one is awaited and when one was back."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from pymongo import UpdateOne

from chassis.mongo import Document, Mongo, reachable

NAME = "canaries"
HOPS = ("inbox", "routing", "crisis", "analytics")
"""The services that send canaries on: the way of a message, and beside it what inbox's events are counted by."""


@dataclass(frozen=True, slots=True)
class CanaryFigures:
    """Of a service, over all brands: when the oldest canary that is awaited was sent, and when one last came back."""

    awaited_since: datetime | None
    last_back_at: datetime | None

    @property
    def since(self) -> datetime | None:
        """Since when nothing came through: for some brand, or for all; None before the first canary."""
        return min((at for at in (self.awaited_since, self.last_back_at) if at is not None), default=None)


@dataclass(frozen=True, slots=True)
class Back:
    """A canary of a brand, sent at this time, that a service has sent on."""

    brand: str
    hop: str
    sent_at: datetime


class Canaries:
    """Keeps the rows by brand. They are work, not business data: all of them may be deleted at any time."""

    def __init__(self, mongo: Mongo) -> None:
        self._rows = mongo.work_collection(NAME)
        self._integrations = mongo.work_collection("integrations")  # read over all brands, which no request may

    async def brands(self, after: str, limit: int) -> list[str]:
        """The brands behind `after` that have an enabled integration, in order."""
        stages: list[Document] = [
            {"$match": {"brand": {"$gt": after}, "enabled": True}},
            {"$group": {"_id": "$brand"}},
            {"$sort": {"_id": 1}},
            {"$limit": limit},
        ]
        with reachable():
            return [row["_id"] for row in await self._integrations.aggregate(stages).to_list(limit)]

    async def sent(self, brands: Collection[str], at: datetime) -> None:
        """Note that canaries leave: every service is awaited from then on, unless an older one still is."""
        awaited = {hop: {"$ifNull": [f"$awaited.{hop}", at]} for hop in HOPS}
        change = [{"$replaceWith": {"_id": "$_id", "sent_at": at, "awaited": awaited, "back": "$back"}}]
        if brands:
            with reachable():
                await self._rows.bulk_write([UpdateOne({"_id": each}, change, upsert=True) for each in brands])

    async def forget_between(self, after: str, last: str | None, but: Collection[str]) -> None:
        """Delete the rows behind `after`, up to `last` or to the end, of brands that get no canary any more."""
        within = {"$gt": after} if last is None else {"$gt": after, "$lte": last}
        with reachable():
            await self._rows.delete_many({"_id": {**within, "$nin": list(but)}})

    async def back(self, canaries: Collection[Back], now: datetime) -> None:
        """Note that canaries came back; a later one of a brand that was sent meanwhile is awaited as of this one.

        One that came back from there before, or is of a brand without a row, changes nothing.
        """
        if canaries:
            with reachable():
                await self._rows.bulk_write([_came(each, now) for each in canaries])

    async def figures(self) -> Mapping[str, CanaryFigures]:
        """What the rows say together, of each service."""
        group: Document = {"_id": None}
        for hop in HOPS:
            group |= {f"{hop}_awaited": {"$min": f"$awaited.{hop}"}, f"{hop}_back": {"$max": f"$back.{hop}"}}
        with reachable():
            rows = await self._rows.aggregate([{"$group": group}]).to_list(1)
        found: Document = rows[0] if rows else {}
        return {hop: CanaryFigures(found.get(f"{hop}_awaited"), found.get(f"{hop}_back")) for hop in HOPS}

    async def clear(self) -> None:
        """Delete all rows."""
        with reachable():
            await self._rows.delete_many({})


def _came(canary: Back, now: datetime) -> UpdateOne:
    """The write that notes one canary."""
    awaited = f"awaited.{canary.hop}"
    still = {"$cond": [{"$gt": ["$sent_at", canary.sent_at]}, canary.sent_at, "$$REMOVE"]}
    change = [{"$set": {f"back.{canary.hop}": now, awaited: still}}]
    return UpdateOne({"_id": canary.brand, awaited: {"$lte": canary.sent_at}}, change)
