"""A row for each brand whose canary was sent: when, since when one is awaited, and when one last came back."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from pymongo import UpdateOne

from chassis.mongo import Document, Mongo, reachable

NAME = "canaries"


@dataclass(frozen=True, slots=True)
class CanaryFigures:
    """Over all brands: when the oldest canary that is awaited was sent, and when one last came back."""

    awaited_since: datetime | None
    last_back_at: datetime | None

    @property
    def since(self) -> datetime | None:
        """Since when nothing came through: for some brand, or for all; None before the first canary."""
        return min((at for at in (self.awaited_since, self.last_back_at) if at is not None), default=None)


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
        """Note that canaries leave: they are awaited from then on, unless older ones still are."""
        awaited = {"$ifNull": ["$awaited_since", at]}
        change = [{"$set": {"sent_at": at, "awaited_since": awaited}}]
        if brands:
            with reachable():
                await self._rows.bulk_write([UpdateOne({"_id": each}, change, upsert=True) for each in brands])

    async def forget_between(self, after: str, last: str | None, but: Collection[str]) -> None:
        """Delete the rows behind `after`, up to `last` or to the end, of brands that get no canary any more."""
        within = {"$gt": after} if last is None else {"$gt": after, "$lte": last}
        with reachable():
            await self._rows.delete_many({"_id": {**within, "$nin": list(but)}})

    async def back(self, brand: str, sent_at: datetime, now: datetime) -> None:
        """Note that a brand's canary came back; a later one that was sent meanwhile is awaited as of this one.

        One that came back before, or is of a brand without a row, changes nothing.
        """
        still = {"$cond": [{"$gt": ["$sent_at", sent_at]}, sent_at, "$$REMOVE"]}
        with reachable():
            await self._rows.update_one(
                {"_id": brand, "awaited_since": {"$lte": sent_at}},
                [{"$set": {"last_back_at": now, "awaited_since": still}}],
            )

    async def figures(self) -> CanaryFigures:
        """What the rows say together."""
        stages: list[Document] = [
            {"$group": {"_id": None, "awaited": {"$min": "$awaited_since"}, "back": {"$max": "$last_back_at"}}}
        ]
        with reachable():
            rows = await self._rows.aggregate(stages).to_list(1)
        return CanaryFigures(rows[0]["awaited"], rows[0]["back"]) if rows else CanaryFigures(None, None)

    async def clear(self) -> None:
        """Delete all rows."""
        with reachable():
            await self._rows.delete_many({})
