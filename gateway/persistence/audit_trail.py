"""The audit trail: chained rows, which are added and never changed, and the head of each brand's chain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from chassis.errors import VersionConflict
from chassis.mongo import Document, Session, behind, key
from gateway.domain.audit_chain import AuditRow, Head, append
from gateway.domain.audit_entry import TrailEntry, time_text
from gateway.persistence.audit_unchained import AuditUnchained
from gateway.persistence.base import StoreContext

TRAIL, HEADS = "audit_trail", "audit_heads"
_HEAD = "head"
_DIGITS = 12  # a brand with a thousand acts a second fills them in 31 years
FIRST_TIME, LAST_TIME = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
_MOST_MADE = 100  # outcomes by which the maker of an object is found; one id is made once


class PositionTaken(Exception):
    """A row stands behind the head that no chainer has put there."""


@dataclass(frozen=True, slots=True)
class AuditQuery:
    """Which rows of a list are wanted; None wants all."""

    principal: str | None = None
    operation: str | None = None
    object: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class ListedRow:
    """A row in a list: where it was put into the chain, when, and what stands there now, whatever was done to it."""

    place: str
    at: datetime
    row: AuditRow

    @property
    def position(self) -> int:
        """The position it was put at; 0 of what no chainer has put there."""
        return int(self.place) if self.place.isascii() and self.place.isdecimal() else 0


class AuditTrail:
    """Chains entries into the chains of brands, and reads the chains."""

    def __init__(self, context: StoreContext) -> None:
        self._mongo = context.mongo
        self._rows = context.collection(TRAIL)
        self._heads = context.collection(HEADS)
        self._unchained = AuditUnchained(context.mongo)

    async def chain(self, brand: str, entries: Sequence[TrailEntry]) -> int:
        """Put entries behind the head of a brand and take them out of those unchained; returns how many were new.

        All of it is one transaction, which holds only if the head is still the one that was read: of two processes that
        chain at once, the second begins anew and finds the entries in the chain.

        Raises:
            VersionConflict: Another process began the chain in this moment.
            PositionTaken: A row that nobody chained is in the way.
        """

        async def work(session: Session) -> int:
            head = await self.head(brand, session)
            given = {"id": {"$in": [each.id for each in entries]}}
            there = await self._rows.find(brand, given, limit=len(entries), projection={"id": 1}, session=session)
            known = {row["id"] for row in there}
            fresh = {each.id: each for each in entries if each.id not in known}
            rows, after = append(brand, head, [each.plain() for each in fresh.values()])
            if rows:
                await self._move_head(brand, head, after, session)
                times = [each.at for each in fresh.values()]
                await self._insert(brand, rows, times, session)
            await self._unchained.remove(entries, session)
            return len(rows)

        return await self._mongo.transaction(work)

    async def _move_head(self, brand: str, head: Head, after: Head, session: Session) -> None:
        fields = {"position": after.position, "hash": after.hash}
        if head.position == 0:
            done = await self._heads.write([self._heads.insert(brand, _HEAD, fields)], session=session)
        else:
            where = {"position": head.position}
            done = await self._heads.write([self._heads.replace(brand, _HEAD, fields, where=where)], session=session)
        if done.inserted + done.matched != 1:
            raise VersionConflict

    async def _insert(
        self, brand: str, rows: Sequence[Mapping[str, Any]], times: Sequence[datetime], session: Session
    ) -> None:
        writes = [
            self._rows.insert(brand, place_of(row["position"]), {**row, "at": at})
            for row, at in zip(rows, times, strict=True)
        ]
        if (await self._rows.write(writes, ordered=True, session=session)).duplicates:
            raise PositionTaken(brand)

    async def head(self, brand: str, session: Session | None = None) -> Head:
        """The head of a brand's chain."""
        found = await self._heads.get(brand, _HEAD, session=session)
        return Head() if found is None else Head(found["position"], found["hash"])

    async def after(self, brand: str, position: int, limit: int) -> list[AuditRow]:
        """Rows behind a position in their order, at most `limit`, as they are stored."""
        places = {"$gt": key(brand, place_of(position)), "$lt": key(brand, ":")}  # the character behind the digits
        found = await self._rows.find(brand, {"_id": places}, sort=[("_id", 1)], limit=limit)
        return [_row(each) for each in found]

    async def at(self, brand: str, position: int) -> AuditRow | None:
        """The row that stands at a position, None when none does."""
        found = await self._rows.get(brand, place_of(position))
        return None if found is None else _row(found)

    async def _makers(self, brand: str, query: AuditQuery) -> list[str]:
        """The acts by which an object was made: its id is in what came of them."""
        wanted = {"kind": "outcome", "objects": query.object}
        found = await self._rows.find(brand, wanted, limit=_MOST_MADE, projection={"act": 1})
        return [act for row in found if isinstance(act := row.get("act"), str)]

    async def outcomes(self, brand: str, acts: Sequence[str]) -> dict[str, AuditRow]:
        """What came of acts, by the id of the act; those whose outcome is unknown are left out."""
        wanted = {"kind": "outcome", "act": {"$in": list(acts)}}
        found = await self._rows.find(brand, wanted, limit=len(acts)) if acts else []
        return {row["act"]: _row(row) for row in found}

    async def list(
        self, brand: str, query: AuditQuery, *, after: tuple[datetime, str] | None, limit: int
    ) -> list[ListedRow]:
        """The newest acts and events first, one more than the limit where a page follows.

        A row whose time was made something else has no place in a list by time, and stands in none.
        """
        filter_: dict[str, Any] = {"kind": {"$in": ["act", "event"]}}
        given = {"principal": query.principal, "operation": query.operation}
        named = {name: value for name, value in given.items() if value is not None}
        if named:  # only acts have these, and the indexes by them hold acts alone
            filter_ = {"kind": "act", **named}
        clauses: list[dict[str, Any]] = []
        if query.object is not None:
            clauses.append({"$or": [{"objects": query.object}, {"id": {"$in": await self._makers(brand, query)}}]})
        clauses.append({"at": {"$gte": query.since or FIRST_TIME, "$lt": query.until or LAST_TIME}})
        if after is not None:
            clauses.append(behind(brand, ("at", -1), -1, (after[0], after[1])))
        filter_["$and"] = clauses
        found = await self._rows.find(brand, filter_, sort=[("at", -1), ("_id", -1)], limit=limit + 1)
        return [ListedRow(str(each["_id"]).rpartition("/")[2], each["at"], _row(each)) for each in found]


def place_of(position: int) -> str:
    """A position as the ids of rows have it, so that they sort in the chain's order."""
    return f"{position:0{_DIGITS}d}"


def _row(document: Document) -> AuditRow:
    """A row as it was chained; whatever else was put into its document comes along, and is seen by its hash."""
    row = {name: value for name, value in document.items() if name != "_id"}
    at = row.get("at")
    return {**row, "at": time_text(at)} if isinstance(at, datetime) else row
