"""On the gateway's directory: people name employees; those inactive or without the right get no work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from chassis.newest import newest
from contracts.directory import PersonChanged
from contracts.event import Event
from services.routing.application.employee_commands import EmployeeCommands
from services.routing.application.ports import Employees
from services.routing.domain.employee import DirectoryPerson, Employee


class OnDirectory:
    """Reader of `gateway.directory`; applying the whole topic again changes nothing."""

    def __init__(self, employees: Employees, commands: EmployeeCommands) -> None:
        """People are stored apart from employees, because either may be reported first."""
        self._employees = employees
        self._commands = commands

    async def __call__(self, events: Sequence[Event]) -> None:
        """Store the newest of each person, then bring employees up to date."""
        changed = [event for event in events if isinstance(event, PersonChanged)]
        if not changed:
            return
        people = {
            key: _person(event) for key, event in newest(changed, lambda event: (event.brand, event.person)).items()
        }
        await self._employees.put_people(people)
        for (brand, id_), employee in (await self._employees.get_many(people)).items():
            person = people[brand, id_]
            if _updated(person, employee) != employee:
                await self._commands.change(brand, id_, partial(_updated, person))


def _person(event: PersonChanged) -> DirectoryPerson:
    return DirectoryPerson(event.name, event.active and not event.removed, event.may_work, event.version)


def _updated(person: DirectoryPerson, employee: Employee) -> Employee:
    return replace(employee, name=person.name, active=person.active, permitted=person.may_work)
