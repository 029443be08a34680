"""On the gateway's directory: people give employees their names; who is not active or has no right takes no work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from contracts.directory import PersonChanged
from contracts.event import Event
from services.routing.application.employee_commands import Staff
from services.routing.domain.employee import Employee
from services.routing.persistence.employees import EmployeeStore, Known


class OnDirectory:
    """Reader of `gateway.directory`; applying the whole topic again changes nothing."""

    def __init__(self, employees: EmployeeStore, staff: Staff) -> None:
        """People are kept apart from employees, because either may be known first."""
        self._employees = employees
        self._staff = staff

    async def __call__(self, events: Sequence[Event]) -> None:
        """Keep the newest of each person, then bring employees up to date."""
        people: dict[tuple[str, str], PersonChanged] = {}
        for event in events:
            if isinstance(event, PersonChanged):
                known = people.get((event.brand, event.person))
                if known is None or event.version >= known.version:
                    people[event.brand, event.person] = event
        if not people:
            return
        await self._employees.keep_people(
            [
                (p.brand, p.person, Known(p.name, p.active and not p.removed, p.may_work), p.version)
                for p in people.values()
            ]
        )
        employees = await self._employees.get_many(people)
        for (brand, person), employee in employees.items():
            said = people[brand, person]
            if _as_said(said, employee) != employee:
                await self._staff.change(brand, person, partial(_as_said, said))


def _as_said(said: PersonChanged, employee: Employee) -> Employee:
    return replace(employee, name=said.name, active=said.active and not said.removed, permitted=said.may_work)
