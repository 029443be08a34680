"""Seats in MongoDB. One conditional write claims one; a unique index allows one per task."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from chassis.clock import Clock
from chassis.mongo import Mongo, Session, Write, WriteResult, key
from services.routing.application.changes import EmployeeChange, TaskChange
from services.routing.domain.matching import FreeSeat
from services.routing.domain.seat import Census, ReturnDue, is_guest_seat, return_reason
from services.routing.domain.shortfall import OpenSeat
from services.routing.domain.task import Assignee
from services.routing.persistence.seat_plans import plan_writes

SEATS = "seats"
LONGEST_IDLE = [("idle_since", 1)]


class MongoSeats:
    """A seat is `free`, `held` (with the conversation in `holds`) or `closed`; `open` says what it is when let go.

    `pending` marks a claim whose task has not been written yet: what a crash leaves behind is found by it.
    """

    def __init__(self, mongo: Mongo, clock: Clock) -> None:
        """Use the `seats` collection."""
        self._seats = mongo.brand_collection(SEATS)
        self._clock = clock

    async def any_free(self, brand: str) -> bool:
        """Whether a seat is free."""
        return await self._seats.count(brand, {"state": "free"}, limit=1) > 0

    async def any_open(self, brand: str) -> bool:
        """Whether a seat is open, free or held."""
        return await self.any_free(brand) or await self._seats.count(brand, {"state": "held"}, limit=1) > 0

    async def count_free_with(self, brand: str, token: str, limit: int) -> int:
        """The number of free seats with a token, counted in the index up to a limit."""
        return await self._seats.count(brand, {"state": "free", "tokens": token}, limit=limit)

    async def count_with(self, brand: str, token: str) -> tuple[int, int]:
        """Free seats with a token, and free and held ones together."""
        free = await self._seats.count(brand, {"state": "free", "tokens": token}, limit=100_000)
        held = await self._seats.count(brand, {"state": "held", "tokens": token}, limit=100_000)
        return free, free + held

    async def free_with(self, brand: str, tokens: Sequence[str], limit: int) -> list[FreeSeat]:
        """Free seats with all the tokens, longest idle first; the first token, the rarest, is the one of the index."""
        documents = await self._seats.find(brand, free_filter(tokens), sort=LONGEST_IDLE, limit=limit)
        return [_free(document) for document in documents]

    async def free_of(self, brand: str, employees: Sequence[str]) -> list[FreeSeat]:
        """The free seats of some employees."""
        documents = await self._seats.find(brand, {"employee": {"$in": list(employees)}, "state": "free"}, limit=1000)
        return [_free(document) for document in documents]

    async def present(self, brand: str, employees: Sequence[str]) -> set[str]:
        """The ones of the employees with a seat that takes work when it is free."""
        filter_ = {"employee": {"$in": list(employees)}, "open": True}
        documents = await self._seats.find(brand, filter_, limit=1000, projection={"employee": 1})
        return {document["employee"] for document in documents}

    async def open_seats(self, brand: str, token: str, limit: int) -> list[OpenSeat]:
        """Seats of those who work, free or not, those with the token before others."""
        works = {"state": {"$in": ["free", "held"]}, "open": True}
        documents = await self._seats.find(brand, {**works, "tokens": token}, limit=limit)
        if len(documents) < limit:
            others = {**works, "tokens": {"$ne": token}}
            documents += await self._seats.find(brand, others, limit=limit - len(documents))
        return [OpenSeat(each["employee"], frozenset(each["tokens"]), each["state"] == "free") for each in documents]

    async def claim(self, brand: str, pairs: Sequence[tuple[str, str]], claim: str) -> set[str]:
        """Claim (seat, conversation) pairs in one bulk of conditional writes; returns the seats that were won."""
        now = self._clock.now()
        writes = [self._hold(brand, seat, conversation, claim, now, pending=True) for seat, conversation in pairs]
        await self._seats.write(writes)
        return await self.claimed(brand, [seat for seat, _ in pairs], claim)

    async def claimed(self, brand: str, seats: Sequence[str], claim: str) -> set[str]:
        """The ones of the seats that are pending under this claim."""
        filter_ = {"_id": {"$in": [key(brand, seat) for seat in seats]}, "claim": claim, "pending": True}
        documents = await self._seats.find(brand, filter_, limit=len(seats), projection={"seat": 1})
        return {document["seat"] for document in documents}

    async def release(self, brand: str, seats: Iterable[str], claim: str) -> None:
        """Release seats whose claim led to no offer."""
        writes = [w for seat in seats for w in self._free(brand, seat, {"claim": claim, "pending": True})]
        await self._seats.write(writes)

    async def abandoned_claims(self, brand: str, before: datetime, limit: int) -> list[tuple[str, str]]:
        """Claims older than `before` that no task followed: (seat, claim)."""
        documents = await self._seats.find(brand, {"pending": True, "claimed_at": {"$lte": before}}, limit=limit)
        return [(document["seat"], document["claim"]) for document in documents]

    async def mark_recently_served(self, brand: str, employees: Sequence[str]) -> None:
        """Put the other free seats of who just got work behind those of who waits: idle is counted per employee."""
        filter_ = {"employee": {"$in": list(employees)}, "state": "free"}
        update = {"$set": {"idle_since": self._clock.now_of(brand)}}
        await self._seats.write([self._seats.update_where(brand, filter_, update, many=True)])

    async def write(self, writes: Sequence[Write], session: Session) -> WriteResult:
        """Send writes of this collection in order, inside a transaction."""
        return await self._seats.write(writes, ordered=True, session=session)

    def writes_of(self, change: TaskChange) -> list[Write]:
        """The writes of a task's change to seats: releases first, so that a transfer meets the unique index rightly."""
        brand, writes = change.brand, []
        if change.frees is not None:
            writes += self._let_go(brand, change.frees)
        if change.settles is not None:
            where = {"claim": change.settles.claim, "pending": True}
            writes.append(self._seats.update(brand, change.settles.seat, {"$set": {"pending": False}}, where=where))
        if change.takes is not None:
            task, now = change.after.conversation, self._clock.now()
            take = self._hold_beyond if change.beyond else self._hold_free
            writes.append(take(brand, change.takes, task, now))
        return writes

    def plan(self, change: EmployeeChange) -> list[Write]:
        """The writes that make an employee's seats as planned."""
        return plan_writes(self._seats, change, self._clock.now_of(change.brand))

    async def holders(self, brand: str) -> list[str]:
        """Employees with a held seat."""
        stages: list[dict[str, Any]] = [{"$match": {"state": "held"}}, {"$group": {"_id": "$employee"}}]
        return sorted(row["_id"] for row in await self._seats.aggregate(brand, stages))

    async def census(self, brand: str) -> Census:
        """Present employees, open seats and busy seats."""
        stages: list[dict[str, Any]] = [
            {"$match": {"$or": [{"open": True}, {"state": "held"}]}},
            {"$group": {"_id": "$employee", "open": {"$sum": {"$toInt": "$open"}}, "busy": {"$sum": _IS_HELD}}},
            {"$group": {"_id": None, "online": _ONLINE, "seats": {"$sum": "$open"}, "busy": {"$sum": "$busy"}}},
        ]
        rows = await self._seats.aggregate(brand, stages)
        row = rows[0] if rows else {}
        return Census(int(row.get("online", 0)), int(row.get("seats", 0)), int(row.get("busy", 0)))

    async def returns_due(self, brand: str, limit: int) -> list[ReturnDue]:
        """Conversations whose employees left or whose places ended, the first to go back first."""
        filter_ = {"back_at": {"$type": "date"}, "state": "held", "pending": False}
        documents = await self._seats.find(brand, filter_, sort=[("back_at", 1)], limit=limit)
        return [
            ReturnDue(
                each["holds"], each["claim"], each["back_at"], return_reason(each["employee"], each.get("back_why"))
            )
            for each in documents
        ]

    def _hold(self, brand: str, seat: str, conversation: str, claim: str, now: datetime, *, pending: bool) -> Write:
        held = {"state": "held", "holds": conversation, "claim": claim, "claimed_at": now, "pending": pending}
        return self._seats.update(brand, seat, {"$set": held, "$inc": {"epoch": 1}}, where={"state": "free"})

    def _hold_free(self, brand: str, takes: Assignee, conversation: str, now: datetime) -> Write:
        return self._hold(brand, takes.seat, conversation, takes.claim, now, pending=False)

    def _hold_beyond(self, brand: str, takes: Assignee, conversation: str, now: datetime) -> Write:
        """Hold a seat that is there for this conversation alone; it is deleted when it is let go."""
        held = {"state": "held", "holds": conversation, "claim": takes.claim, "claimed_at": now, "pending": False}
        shape = {"seat": takes.seat, "employee": takes.employee, "open": False, "tokens": [], "incident": None}
        update = {"$set": {**held, **shape, "back_at": None}, "$setOnInsert": {"idle_since": now}, "$inc": {"epoch": 1}}
        return self._seats.update(brand, takes.seat, update, where={"state": "closed"}, upsert=True)

    def _let_go(self, brand: str, frees: Assignee) -> list[Write]:
        held = {"claim": frees.claim}
        if is_guest_seat(frees.seat):
            return [self._seats.delete(brand, frees.seat, where=held)]
        return self._free(brand, frees.seat, held)

    def _free(self, brand: str, seat: str, where: dict[str, Any]) -> list[Write]:
        now = self._clock.now_of(brand)
        empty = {"holds": None, "claim": None, "pending": False, "back_at": None, "idle_since": now}
        return [
            self._seats.update(brand, seat, {"$set": {**empty, "state": state}}, where={**where, "open": is_open})
            for is_open, state in ((True, "free"), (False, "closed"))
        ]


_IS_HELD = {"$toInt": {"$eq": ["$state", "held"]}}
_ONLINE = {"$sum": {"$toInt": {"$gt": ["$open", 0]}}}


def free_filter(tokens: Sequence[str]) -> dict[str, Any]:
    """The question for free seats: the first token bounds the index, the others are checked on what it finds."""
    if not tokens:
        return {"state": "free"}
    first = {"state": "free", "tokens": tokens[0]}
    return first if len(tokens) == 1 else {**first, "$and": [{"tokens": {"$all": list(tokens[1:])}}]}


def _free(document: dict[str, Any]) -> FreeSeat:
    return FreeSeat(document["seat"], document["employee"], document["idle_since"], frozenset(document["tokens"]))
