"""The numbers of the hub's board in MongoDB: added to by the unit of work, read as sums over days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time

from chassis.mongo import Mongo, Session
from services.inbox.application.engagement_counts import RULES_SHOWN, RuleCell, RuleCount, RuleCounts
from services.inbox.persistence.ids import Document

USES = ("stopped", "held", "overridden")


class MongoEngagement:
    """The collection `engagement_rules`: one document per brand, day and rule."""

    def __init__(self, mongo: Mongo) -> None:
        """Use one service's database."""
        self._rules = mongo.brand_collection("engagement_rules")

    async def rules(self, brand: str, since: date) -> RuleCounts:
        """See EngagementCounts."""
        sums = {use: {"$sum": f"${use}"} for use in USES}
        (row,) = await self._rules.aggregate(
            brand,
            [
                {"$match": {"day": {"$gte": since.isoformat()}}},
                {"$group": {"_id": {"kind": "$kind", "rule": "$rule"}, **sums}},
                {"$set": {"fired": {"$add": ["$stopped", "$held"]}}},
                {"$facet": {"fired": _most("fired"), "overridden": _most("overridden")}},
            ],
        )
        fired, overridden = ([_count_of(each) for each in row[name]] for name in ("fired", "overridden"))
        return RuleCounts(fired, overridden)

    async def write(self, uses: Mapping[RuleCell, int], session: Session) -> None:
        """Add to the numbers."""
        rows: dict[tuple[str, date, str, str], dict[str, int]] = {}
        for (brand, day, (kind, rule, use)), number in uses.items():
            rows.setdefault((brand, day, kind, rule), {})[use] = number
        writes = [
            self._rules.update(
                brand,
                f"{day}/{kind}/{rule}",
                {"$inc": numbers, "$set": {"day": day.isoformat(), "at": _begins(day), "kind": kind, "rule": rule}},
                upsert=True,
            )
            for (brand, day, kind, rule), numbers in rows.items()
        ]
        await self._rules.write(writes, session=session)


def _most(number: str) -> list[Document]:
    order = {number: -1, "_id.kind": 1, "_id.rule": 1}
    return [{"$match": {number: {"$gt": 0}}}, {"$sort": order}, {"$limit": RULES_SHOWN}]


def _count_of(row: Document) -> RuleCount:
    return RuleCount(row["_id"]["kind"], row["_id"]["rule"], **{use: row[use] for use in USES})


def _begins(day: date) -> datetime:
    """The beginning of a day in UTC, from which the server counts how long a row is kept."""
    return datetime.combine(day, time(0), UTC)
