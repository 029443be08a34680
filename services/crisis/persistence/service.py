"""Experience, availability and thanks as documents."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from services.crisis.domain.availability import Availability
from services.crisis.domain.experience import Experience
from services.crisis.domain.thanks import Thanks
from services.crisis.persistence.collection import BrandDocuments, Scope
from services.crisis.persistence.documents import document, value


class MongoExperiences:
    """The collection `experiences`, by the employee's id."""

    def __init__(self, scope: Scope) -> None:
        self._documents = BrandDocuments(scope, "experiences")

    async def of(self, employees: Collection[str]) -> Mapping[str, Experience]:
        """Those of these employees, by id."""
        if not employees:
            return {}
        these = {"employee": {"$in": sorted(employees)}}
        stored = await self._documents.find(these, limit=len(employees))
        return {each["employee"]: value(Experience, each) for each in stored}

    async def write(self, experiences: Sequence[Experience]) -> None:
        """Put each in place of the one before."""
        await self._documents.put_many({each.employee: document(each) for each in experiences})


class MongoAvailabilities:
    """The collection `availabilities`, by the person's id."""

    def __init__(self, scope: Scope) -> None:
        self._documents = BrandDocuments(scope, "availabilities")

    async def of(self, person: str) -> Availability:
        """A person's; the empty one at version 0 where nobody wrote one."""
        stored = await self._documents.get(person)
        return value(Availability, stored) if stored else Availability(person)

    async def free_at(self, now: datetime, limit: int) -> set[str]:
        """Who said that they could come at a moment."""
        covers = {"spans": {"$elemMatch": {"begins_at": {"$lte": now}, "ends_at": {"$gt": now}}}}
        return {each["person"] for each in await self._documents.find(covers, fields=["person"], limit=limit)}

    async def write(self, availability: Availability) -> None:
        """Put a person's spans in place of those before."""
        await self._documents.put(availability.person, document(availability))


class MongoThanks:
    """The collection `thanks`, by the incident's id."""

    def __init__(self, scope: Scope) -> None:
        self._documents = BrandDocuments(scope, "thanks")

    async def of(self, incident: str) -> Thanks | None:
        """The thanks of an incident."""
        stored = await self._documents.get(incident)
        return value(Thanks, stored) if stored else None

    async def many(self, incidents: Collection[str]) -> Mapping[str, Thanks]:
        """Thanks by incident; those without are left out."""
        stored = await self._documents.find({"incident": {"$in": sorted(incidents)}})
        return {each["incident"]: value(Thanks, each) for each in stored}

    async def add(self, thanks: Thanks) -> None:
        """Insert."""
        await self._documents.insert({thanks.incident: document(thanks)})

    async def save(self, thanks: Thanks) -> None:
        """Change."""
        await self._documents.set_fields(thanks.incident, thanks)
