"""Surge places as documents."""

from __future__ import annotations

from datetime import datetime

from chassis.mongo import Document
from services.crisis.application.slices import NewestKey, Slice
from services.crisis.domain.place import SurgePlace
from services.crisis.persistence.collection import BrandDocuments, Scope
from services.crisis.persistence.documents import document, value


def place_document(place: SurgePlace) -> Document:
    """A place as a document; `revoked_at` is there from the revocation on, `listed_at` is when it was granted."""
    fields = {**document(place), "listed_at": place.granted_at}
    if place.revoked_at is None:
        del fields["revoked_at"]
    return fields


class MongoPlaces:
    """The collection `places`, by incident and employee."""

    def __init__(self, scope: Scope) -> None:
        self._documents = BrandDocuments(scope, "places")

    async def of_incident(self, incident: str) -> list[SurgePlace]:
        """The places of an incident, taken back or not."""
        return [value(SurgePlace, each) for each in await self._documents.find({"incident": incident})]

    async def granted(self, incident: str) -> list[SurgePlace]:
        """The places of an incident that were not taken back."""
        stored = await self._documents.find({"incident": incident, "state": "granted"})
        return [value(SurgePlace, each) for each in stored]

    async def find(self, incident: str, employee: str) -> SurgePlace | None:
        """The place of an employee in an incident."""
        stored = await self._documents.get(f"{incident}/{employee}")
        return value(SurgePlace, stored) if stored else None

    async def of_employee(self, employee: str, limit: int, after: NewestKey | None) -> Slice[SurgePlace, NewestKey]:
        """The places of an employee, newest first."""
        return await self._documents.newest({"employee": employee}, limit, after, lambda each: value(SurgePlace, each))

    async def by_employee(self, incident: str, after: str | None, limit: int) -> list[SurgePlace]:
        """The places of an incident in the order of their employees' ids, after one of them."""
        following = {"incident": incident} | ({} if after is None else {"employee": {"$gt": after}})
        stored = await self._documents.find(following, sort=[("employee", 1)], limit=limit)
        return [value(SurgePlace, each) for each in stored]

    async def held_by(self, employee: str, now: datetime) -> tuple[int, float]:
        """How many places an employee had, and for how many seconds together until now."""
        end = {"$min": ["$until", {"$ifNull": ["$revoked_at", now]}, now]}
        held = {"$sum": {"$subtract": [end, "$granted_at"]}}  # milliseconds
        group = {"_id": None, "places": {"$sum": 1}, "held": held}
        found = await self._documents.aggregate([{"$match": {"employee": employee}}, {"$group": group}])
        return (found[0]["places"], found[0]["held"] / 1000) if found else (0, 0.0)

    async def save(self, place: SurgePlace) -> None:
        """Change."""
        await self._documents.set_document(f"{place.incident}/{place.employee}", place_document(place))

    async def grant(self, place: SurgePlace) -> None:
        """Insert a place, or grant it anew."""
        await self._documents.put(f"{place.incident}/{place.employee}", place_document(place))

    async def revoke(self, incident: str, at: datetime, finish_by: datetime | None) -> None:
        """Take every granted place of an incident back."""
        granted = {"incident": incident, "state": "granted"}
        await self._documents.set_where(granted, {"state": "revoked", "revoked_at": at, "finish_by": finish_by})
