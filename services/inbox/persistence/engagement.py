"""The numbers of the hub's board in MongoDB: added to by the unit of work, read as sums over days."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime, time
from zlib import crc32

from chassis.mongo import Mongo, Session
from services.inbox.application.engagement_counts import RULES_SHOWN, CountedAnswer, RuleCell, RuleCount, RuleCounts
from services.inbox.domain.engagement import Participation
from services.inbox.persistence.ids import Document

SLOTS = 8  # of one department: more make the board read more rows, fewer make senders wait for one another
USES = ("stopped", "held", "overridden")


class MongoEngagement:
    """The collections `engagement_rules` and `engagement_answers`, and the day of the last answer in `employees`.

    A row of answers is of a brand, a day, a department and one of SLOTS, so that two senders seldom meet in one.
    """

    def __init__(self, mongo: Mongo) -> None:
        """Use one service's database."""
        self._rules = mongo.brand_collection("engagement_rules")
        self._answers = mongo.brand_collection("engagement_answers")
        self._employees = mongo.brand_collection("employees")

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

    async def answers(self, brand: str, since: date) -> Mapping[str | None, int]:
        """See EngagementCounts."""
        rows = await self._answers.aggregate(
            brand,
            [
                {"$match": {"day": {"$gte": since.isoformat()}}},
                {"$group": {"_id": "$department", "sent": {"$sum": "$sent"}}},
            ],
        )
        return {row["_id"]: row["sent"] for row in rows}

    async def people(self, brand: str, since: date, abilities: Collection[str]) -> Mapping[str | None, Participation]:
        """See EngagementCounts."""
        able = {"abilities": {"$in": sorted(abilities)}} if abilities else {}
        lately = {"$cond": [{"$gte": ["$answered_on", since.isoformat()]}, 1, 0]}
        rows = await self._employees.aggregate(
            brand,
            [
                {"$match": able},
                {"$group": {"_id": "$department", "people": {"$sum": 1}, "answered": {"$sum": lately}}},
            ],
        )
        return {row["_id"]: Participation(row["people"], row["answered"]) for row in rows}

    async def write(self, uses: Mapping[RuleCell, int], answers: Sequence[CountedAnswer], session: Session) -> None:
        """Add to the numbers."""
        await self._write_uses(uses, session)
        for answer in answers:
            await self._write_answer(answer, session)

    async def _write_answer(self, answer: CountedAnswer, session: Session) -> None:
        day = answer.day.isoformat()
        employee = await self._employees.get(
            answer.brand, answer.author, projection={"department": 1, "answered_on": 1}, session=session
        )
        department = employee.get("department") if employee is not None else None
        slot = crc32(answer.author.encode()) % SLOTS
        row = {"$inc": {"sent": 1}, "$set": {"day": day, "at": _begins(answer.day), "department": department}}
        await self._answers.write(
            [self._answers.update(answer.brand, f"{day}/{slot}/{department or ''}", row, upsert=True)], session=session
        )
        if employee is not None and employee.get("answered_on", "") < day:
            last = {"$set": {"answered_on": day}}
            await self._employees.write([self._employees.update(answer.brand, answer.author, last)], session=session)

    async def _write_uses(self, uses: Mapping[RuleCell, int], session: Session) -> None:
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
