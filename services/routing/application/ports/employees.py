"""Employees with their seats, and people as the gateway knows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from services.routing.application.changes import BrandAnd, EmployeeChange
from services.routing.domain.employee import DirectoryPerson, Employee, Presence


@dataclass(frozen=True, slots=True)
class EmployeeFilter:
    """What a list of employees is narrowed by; None narrows nothing, `tokens` are all carried."""

    department: str | None = None
    presence: Presence | None = None
    volunteer: bool | None = None
    tokens: tuple[str, ...] = ()


class Employees(Protocol):
    """The employees of all brands, and people as the gateway knows them."""

    async def get(self, brand: str, employee: str) -> Employee | None:
        """One employee, or None."""

    async def get_many(self, keys: Iterable[BrandAnd]) -> dict[BrandAnd, Employee]:
        """Employees by (brand, id) in one read."""
        ...

    async def page(self, brand: str, filters: EmployeeFilter, after: str | None, limit: int) -> list[Employee]:
        """Employees by id, from behind the last of the page before."""
        ...

    async def changing(self, brand: str, now: datetime, limit: int) -> list[Employee]:
        """Employees for whom time itself changed something: a shift, a certificate, a place."""
        ...

    async def next_change(self, brand: str) -> datetime | None:
        """When time itself changes something for an employee next."""

    async def placed_in(self, brand: str, incident: str, limit: int) -> list[Employee]:
        """Employees with an open place in an incident."""
        ...

    async def general(self, brand: str, after: str | None, limit: int) -> list[Employee]:
        """Employees bound to no queue, a page at a time: a new queue is theirs too."""
        ...

    async def unaccepted(self, brand: str, limit: int) -> list[str]:
        """The ids of those who are online and get nothing, because they have not accepted the guideline."""
        ...

    async def people(self, keys: Iterable[BrandAnd]) -> dict[BrandAnd, DirectoryPerson]:
        """People by (brand, person), as the gateway said last."""
        ...

    async def put_people(self, people: Mapping[BrandAnd, DirectoryPerson]) -> None:
        """Store people; one of an older version than the stored one changes nothing."""

    async def commit(self, changes: Sequence[EmployeeChange]) -> None:
        """Write employees, their seats and events: all of it or nothing.

        Raises:
            VersionConflict: An employee is not as they were read.
        """
