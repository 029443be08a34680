"""Repositories in memory of experience, availability and thanks."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from services.crisis.domain.availability import Availability
from services.crisis.domain.experience import Experience
from services.crisis.domain.service_work import WorkCounts
from services.crisis.domain.thanks import Thanks
from tests.support.crisis.in_memory_state import Rows


class Experiences:
    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def of(self, employees: Collection[str]) -> Mapping[str, Experience]:
        return {each.employee: each for each in self._rows.all(lambda each: each.employee in employees)}

    async def write(self, experiences: Sequence[Experience]) -> None:
        for each in experiences:
            self._rows.put(each.employee, each)


class ServiceWork:
    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def of(self, employee: str) -> Mapping[str, WorkCounts]:
        counts: dict[str, WorkCounts] = {}
        for incident, work in self._rows.all(lambda each: each[1].employee == employee):
            one = WorkCounts(work.kind == "conversation", work.kind == "reply")
            counts[incident] = counts.get(incident, WorkCounts()).plus(one)
        return counts


class Availabilities:
    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def of(self, person: str) -> Availability:
        found: Availability | None = self._rows.get(person)
        return found or Availability(person)

    async def free_at(self, now: datetime, limit: int) -> set[str]:
        free = self._rows.all(lambda each: any(span.begins_at <= now < span.ends_at for span in each.spans))
        return {each.person for each in free[:limit]}

    async def write(self, availability: Availability) -> None:
        self._rows.put(availability.person, availability)


class ThanksGiven:
    def __init__(self, rows: Rows) -> None:
        self._rows = rows

    async def of(self, incident: str) -> Thanks | None:
        found: Thanks | None = self._rows.get(incident)
        return found

    async def many(self, incidents: Collection[str]) -> Mapping[str, Thanks]:
        return {each.incident: each for each in self._rows.all(lambda each: each.incident in incidents)}

    async def add(self, thanks: Thanks) -> None:
        self._rows.add(thanks.incident, thanks)

    async def save(self, thanks: Thanks) -> None:
        self._rows.save(thanks.incident, thanks)
