"""Coverage in MongoDB: one pass over a brand's employees in the server, stored as one document."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from chassis.mongo import Mongo
from services.routing.domain.coverage import SOON, CoverageBy, CoverageCounts, CoverageKey

ASKED = "asked"
Stage = dict[str, Any]


class MongoCoverage:
    """The counts of all brands."""

    def __init__(self, mongo: Mongo) -> None:
        """Count `employees` into `coverage`."""
        self._employees = mongo.brand_collection("employees")
        self._coverage = mongo.brand_collection("coverage")

    async def last(self, brand: str, by: CoverageBy) -> CoverageCounts | None:
        """The last counts, None before the first."""
        document = await self._coverage.get(brand, by)
        if document is None:
            return None
        counts = {CoverageKey(each["group"], each["what"], each["name"]): each["count"] for each in document["counts"]}
        return CoverageCounts(by, document["as_of"], counts)

    async def count(self, brand: str, by: CoverageBy, now: datetime) -> None:
        """Go through the brand's employees and store the counts."""
        rows = await self._employees.aggregate(brand, counting(by, now))
        counts = [
            {
                "group": row["_id"].get("group"),
                "what": row["_id"]["what"],
                "name": row["_id"]["name"],
                "count": row["n"],
            }
            for row in rows
        ]
        document = {"by": by, "as_of": now, "counts": counts}
        await self._coverage.write([self._coverage.replace(brand, by, document, upsert=True)])

    async def turn_to_ask(self, brand: str, now: datetime, before: datetime) -> bool:
        """Take the turn to have it counted; a younger stored turn meets the insert, and the turn is not taken."""
        write = self._coverage.update(
            brand, ASKED, {"$set": {"asked_at": now}}, where={"asked_at": {"$lte": before}}, upsert=True
        )
        done = await self._coverage.write([write])
        return not done.duplicates


def counting(by: CoverageBy, now: datetime) -> list[Stage]:
    """The pipeline that counts as `domain.coverage.counted` does."""
    groups: Stage | str = {"$ifNull": ["$department", None]}
    if by == "language":
        groups = {"$cond": [{"$eq": ["$languages", []]}, [None], "$languages"]}
    held = {"$ifNull": ["$held", "$certificates"]}  # an older build writes no `held`
    valid = {"$filter": {"input": held, "as": "each", "cond": _valid(now)}}
    abilities = {
        "$reduce": {
            "input": "$valid",
            "initialValue": [],
            "in": {"$setUnion": ["$$value", {"$ifNull": ["$$this.abilities", []]}]},
        }
    }
    lapsing = {"$filter": {"input": "$valid", "as": "each", "cond": _ends_by(now + SOON)}}
    keys = {
        "$concatArrays": [
            [{"what": "people", "name": ""}],
            _named("certificate", "$valid", "$$each.id"),
            _named("lapsing", "$lapsing", "$$each.id"),
            _named("ability", "$abilities", "$$each"),
        ]
    }
    return [
        {"$match": {"active": True}},
        {"$project": {"group": groups, "valid": valid}},
        {"$project": {"group": 1, "valid": 1, "abilities": abilities, "lapsing": lapsing}},
        {"$project": {"group": 1, "key": keys}},
        {"$unwind": {"path": "$group", "preserveNullAndEmptyArrays": True}},
        {"$unwind": "$key"},
        {"$group": {"_id": {"group": "$group", "what": "$key.what", "name": "$key.name"}, "n": {"$sum": 1}}},
    ]


def _valid(now: datetime) -> Stage:
    ends = {"$ifNull": ["$$each.expires_at", None]}
    stands = {"$eq": [{"$ifNull": ["$$each.revoked", None]}, None]}
    return {"$and": [stands, {"$or": [{"$eq": [ends, None]}, {"$gt": [ends, now]}]}]}


def _ends_by(moment: datetime) -> Stage:
    ends = {"$ifNull": ["$$each.expires_at", None]}
    return {"$and": [{"$ne": [ends, None]}, {"$lte": [ends, moment]}]}


def _named(what: str, items: str, name: str) -> Stage:
    return {"$map": {"input": items, "as": "each", "in": {"what": what, "name": name}}}
