"""Callouts as documents."""

from __future__ import annotations

from chassis.mongo import Document
from services.crisis.domain.callout import Callout
from services.crisis.persistence.collection import BrandDocuments, Scope
from services.crisis.persistence.documents import document, value


def callout_of(stored: Document) -> Callout:
    """A callout from its document."""
    return value(Callout, stored)


class MongoCallouts:
    """The collection `callouts`, by the callout's id."""

    def __init__(self, scope: Scope) -> None:
        self._documents = BrandDocuments(scope, "callouts")

    async def find(self, id_: str) -> Callout | None:
        """One callout."""
        stored = await self._documents.get(id_)
        return callout_of(stored) if stored else None

    async def of_incident(self, incident: str) -> list[Callout]:
        """An incident's callouts, oldest first."""
        return [
            callout_of(each) for each in await self._documents.find({"incident": incident}, sort=[("opened_at", 1)])
        ]

    async def add(self, callout: Callout) -> None:
        """Insert."""
        await self._documents.insert({callout.id: {**document(callout), "listed_at": callout.opened_at}})

    async def save(self, callout: Callout) -> None:
        """Change."""
        await self._documents.set_fields(callout.id, callout)

    async def close(self, incident: str) -> None:
        """Close every callout of an incident."""
        await self._documents.set_where({"incident": incident}, {"state": "closed"})
