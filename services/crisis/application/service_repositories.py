"""Repositories of experience, availability and thanks, of one brand; how they behave is in `repositories.py`."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from services.crisis.domain.availability import Availability
from services.crisis.domain.experience import Experience
from services.crisis.domain.service_work import WorkCounts
from services.crisis.domain.thanks import Thanks


class Experiences(Protocol):
    """What is remembered of volunteers, one value each."""

    async def of(self, employees: Collection[str]) -> Mapping[str, Experience]:
        """Those of these employees, by id; who has none is left out."""

    async def write(self, experiences: Sequence[Experience]) -> None:
        """Put each in place of the one before."""


class ServiceWork(Protocol):
    """What volunteers did in incidents."""

    async def of(self, employee: str) -> Mapping[str, WorkCounts]:
        """What an employee did, by incident; those they did nothing in are left out."""


class Availabilities(Protocol):
    """When people could come, one value each."""

    async def of(self, person: str) -> Availability:
        """A person's; the empty one at version 0 where nobody wrote one."""

    async def free_at(self, now: datetime, limit: int) -> set[str]:
        """Who said that they could come at a moment, at most `limit` of them."""

    async def write(self, availability: Availability) -> None:
        """Put a person's spans in place of those before."""


class ThanksGiven(Protocol):
    """Thanks, one value an incident."""

    async def of(self, incident: str) -> Thanks | None:
        """The thanks of an incident; None where nobody gave any."""

    async def many(self, incidents: Collection[str]) -> Mapping[str, Thanks]:
        """Thanks by incident; those without are left out."""

    async def add(self, thanks: Thanks) -> None:
        """Insert."""

    async def save(self, thanks: Thanks) -> None:
        """Change."""
