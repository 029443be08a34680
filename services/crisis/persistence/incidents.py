"""Incidents and their timelines as documents."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from chassis.mongo import Document
from services.crisis.application.slices import NewestKey, Slice
from services.crisis.domain.incident import OPEN, Entry, Incident, State, TimelineLine
from services.crisis.persistence.collection import BrandDocuments, Scope
from services.crisis.persistence.documents import document, value


def incident_of(stored: Document) -> Incident:
    """An incident from its document."""
    return value(Incident, stored)


class MongoIncidents:
    """The collection `incidents`, by the incident's id."""

    def __init__(self, scope: Scope) -> None:
        self._documents = BrandDocuments(scope, "incidents")

    async def find(self, id_: str) -> Incident | None:
        """One incident."""
        stored = await self._documents.get(id_)
        return incident_of(stored) if stored else None

    async def many(self, ids: Collection[str]) -> Mapping[str, Incident]:
        """Incidents by id; missing ones are left out."""
        brand = self._documents.brand
        stored = await self._documents.collection.get_many((brand, id_) for id_ in ids)
        return {id_: incident_of(each) for (_, id_), each in stored.items()}

    async def newest_open(self) -> Incident | None:
        """The newest incident that is not over."""
        is_open = {"state": {"$in": sorted(OPEN)}}
        stored = await self._documents.find(is_open, sort=[("listed_at", -1)], limit=1)
        return incident_of(stored[0]) if stored else None

    async def newest(self, state: State | None, limit: int, after: NewestKey | None) -> Slice[Incident, NewestKey]:
        """Incidents, newest first."""
        filter_ = {} if state is None else {"state": state}
        return await self._documents.newest(filter_, limit, after, incident_of)

    async def add(self, incident: Incident) -> None:
        """Insert."""
        await self._documents.insert({incident.id: {**document(incident), "listed_at": incident.declared_at}})

    async def save(self, incident: Incident) -> None:
        """Change."""
        await self._documents.set_fields(incident.id, incident)


class MongoTimeline:
    """The collection `timeline`; entries of one moment are in the order of `line`."""

    def __init__(self, scope: Scope) -> None:
        self._documents = BrandDocuments(scope, "timeline")

    async def add(self, lines: Sequence[TimelineLine]) -> None:
        """Insert."""
        await self._documents.insert(
            {line.id: {**document(line.entry), "incident": line.incident, "line": line.line} for line in lines}
        )

    async def of_incident(self, incident: str) -> list[Entry]:
        """An incident's entries in order."""
        stored = await self._documents.find({"incident": incident}, sort=[("at", 1), ("line", 1)])
        return [value(Entry, each) for each in stored]
