"""Asks as documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from chassis.mongo import Document
from services.crisis.application.slices import NewestKey, Slice
from services.crisis.domain.callout import Ask, AskState
from services.crisis.persistence.collection import BrandDocuments, Scope
from services.crisis.persistence.documents import document, value


def ask_of(stored: Document) -> Ask:
    """An ask from its document."""
    return value(Ask, stored)


def _id(callout: str, employee: str) -> str:
    return f"{callout}/{employee}"


def _overdue(callout: str, now: datetime) -> dict[str, Any]:
    return {"callout": callout, "state": "asked", "expires_at": {"$lte": now}}


class MongoAsks:
    """The collection `asks`, by callout and employee."""

    def __init__(self, scope: Scope) -> None:
        self._documents = BrandDocuments(scope, "asks")

    async def find(self, callout: str, employee: str) -> Ask | None:
        """The ask of one employee in one callout."""
        stored = await self._documents.get(_id(callout, employee))
        return ask_of(stored) if stored else None

    async def of_incident(self, incident: str) -> list[Ask]:
        """Everybody asked in an incident."""
        return [ask_of(each) for each in await self._documents.find({"incident": incident})]

    async def of_callout(self, callout: str, limit: int, after: NewestKey | None) -> Slice[Ask, NewestKey]:
        """Everybody asked in a callout, newest first."""
        return await self._documents.newest({"callout": callout}, limit, after, ask_of)

    async def of_employee(
        self, employee: str, state: AskState | None, limit: int, after: NewestKey | None
    ) -> Slice[Ask, NewestKey]:
        """The asks of an employee, newest first."""
        filter_ = {"employee": employee} | ({} if state is None else {"state": state})
        return await self._documents.newest(filter_, limit, after, ask_of)

    async def counts_of(self, employee: str) -> Mapping[AskState, int]:
        """How many asks an employee had in each state."""
        group = {"_id": "$state", "count": {"$sum": 1}}
        counted = await self._documents.aggregate([{"$match": {"employee": employee}}, {"$group": group}])
        return {each["_id"]: each["count"] for each in counted}

    async def employees_asked(self, incident: str, limit: int) -> set[str]:
        """The employees asked in an incident, at most `limit` of them."""
        stored = await self._documents.find({"incident": incident}, fields=["employee"], limit=limit)
        return {each["employee"] for each in stored}

    async def pending(self, callout: str, limit: int) -> int:
        """The number of pending asks, counted up to `limit`."""
        waiting = {"callout": callout, "state": "asked"}
        return len(await self._documents.find(waiting, fields=["_id"], limit=limit))

    async def overdue(self, callout: str, now: datetime) -> list[Ask]:
        """The asks without an answer in time."""
        return [ask_of(each) for each in await self._documents.find(_overdue(callout, now))]

    async def add(self, asks: Sequence[Ask]) -> None:
        """Insert."""
        await self._documents.insert(
            {_id(ask.callout, ask.employee): {**document(ask), "listed_at": ask.asked_at} for ask in asks}
        )

    async def save(self, ask: Ask) -> None:
        """Change."""
        await self._documents.set_fields(_id(ask.callout, ask.employee), ask)

    async def expire_overdue(self, callout: str, now: datetime) -> None:
        """Make no answer of what `overdue` lists."""
        await self._documents.set_where(_overdue(callout, now), {"state": "no_answer"})

    async def expire_pending(self, incident: str) -> None:
        """Close every unanswered ask of an incident as not answered."""
        await self._documents.set_where({"incident": incident, "state": "asked"}, {"state": "no_answer"})
