"""Repositories of callouts and of the people they ask, of one brand; how they behave is in `repositories.py`."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from services.crisis.application.slices import NewestKey, Slice
from services.crisis.domain.callout import Ask, AskState, Callout, Volunteer
from services.crisis.domain.place import SurgePlace
from services.crisis.domain.staffing import StaffingReport


class Callouts(Protocol):
    """Callouts of volunteers."""

    async def find(self, id_: str) -> Callout | None:
        """One callout."""

    async def of_incident(self, incident: str) -> list[Callout]:
        """An incident's callouts, oldest first."""

    async def add(self, callout: Callout) -> None:
        """Insert."""

    async def save(self, callout: Callout) -> None:
        """Change."""

    async def close(self, incident: str) -> None:
        """Close every callout of an incident."""


class Asks(Protocol):
    """Volunteers asked, one value per callout and employee."""

    async def find(self, callout: str, employee: str) -> Ask | None:
        """The ask of one employee in one callout."""

    async def of_incident(self, incident: str) -> list[Ask]:
        """Everybody asked in an incident."""

    async def of_callout(self, callout: str, limit: int, after: NewestKey | None) -> Slice[Ask, NewestKey]:
        """Everybody asked in a callout, newest first."""

    async def of_employee(
        self, employee: str, state: AskState | None, limit: int, after: NewestKey | None
    ) -> Slice[Ask, NewestKey]:
        """The asks of an employee, newest first."""

    async def counts_of(self, employee: str) -> Mapping[AskState, int]:
        """How many asks an employee had in each state; those without one are left out."""

    async def employees_asked(self, incident: str, limit: int) -> set[str]:
        """The employees asked in an incident, at most `limit` of them."""

    async def pending(self, callout: str, limit: int) -> int:
        """The number of pending asks, counted up to `limit`."""

    async def overdue(self, callout: str, now: datetime) -> list[Ask]:
        """The asks without an answer in time."""

    async def add(self, asks: Sequence[Ask]) -> None:
        """Insert."""

    async def save(self, ask: Ask) -> None:
        """Change."""

    async def expire_overdue(self, callout: str, now: datetime) -> None:
        """Make no answer of what `overdue` lists."""

    async def expire_pending(self, incident: str) -> None:
        """Close every unanswered ask of an incident as not answered."""


class Places(Protocol):
    """Surge places, one per incident and employee."""

    async def of_incident(self, incident: str) -> list[SurgePlace]:
        """The places of an incident, taken back or not."""

    async def granted(self, incident: str) -> list[SurgePlace]:
        """The places of an incident that were not taken back."""

    async def find(self, incident: str, employee: str) -> SurgePlace | None:
        """The place of an employee in an incident."""

    async def of_employee(self, employee: str, limit: int, after: NewestKey | None) -> Slice[SurgePlace, NewestKey]:
        """The places of an employee, newest first."""

    async def by_employee(self, incident: str, after: str | None, limit: int) -> list[SurgePlace]:
        """The places of an incident in the order of their employees' ids, after one of them."""

    async def held_by(self, employee: str, now: datetime) -> tuple[int, float]:
        """How many places an employee had, and for how many seconds together until now."""

    async def save(self, place: SurgePlace) -> None:
        """Change."""

    async def grant(self, place: SurgePlace) -> None:
        """Insert a place, or grant it anew."""

    async def revoke(self, incident: str, at: datetime, finish_by: datetime | None) -> None:
        """Take every granted place of an incident back; what is held may be finished until `finish_by`."""


class Workforce(Protocol):
    """Volunteers and the staffing of the moment; copies of what routing reports."""

    async def volunteer(self, employee: str) -> Volunteer | None:
        """One employee, opted in or not; None where routing has told of none."""

    async def named(self, employees: Collection[str], ability: str | None = None) -> list[Volunteer]:
        """The ones of these employees who opted in, with the ability where one is named."""

    async def volunteers(self, limit: int, ability: str | None = None) -> list[Volunteer]:
        """The employees who opted in, with the ability where one is named, the present ones first."""

    async def volunteers_without(self, ability: str, limit: int) -> list[Volunteer]:
        """The employees who opted in and lack an ability, the present ones first."""

    async def courses_giving(self, ability: str) -> tuple[str, ...] | None:
        """The courses by which one gets an ability, by id; None where no certificate of the brand gives it."""

    async def staffing(self) -> StaffingReport | None:
        """The last report."""

    async def staffing_between(self, first: datetime, last: datetime) -> list[StaffingReport]:
        """Reports after `first`, up to and with `last`, oldest first: the first one of each round (`round_seconds`)."""
