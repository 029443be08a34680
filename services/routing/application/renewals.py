"""Renewals: who holds a certificate that ends soon is enrolled, once, in the course that gives it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from chassis.clock import Clock
from chassis.errors import VersionConflict
from services.routing.application.employee_commands import EmployeeCommands
from services.routing.application.joining import joining
from services.routing.application.ports import EnrolmentStep, LearningChange, Stores
from services.routing.domain.certificate import Certificate, to_renew
from services.routing.domain.employee import Employee
from services.routing.domain.enrolment import enrol


class Renewals:
    """One turn over a brand; a crash repeats nothing: the enrolment and the mark that it is done are one write."""

    def __init__(self, stores: Stores, employees: EmployeeCommands, clock: Clock) -> None:
        self._stores = stores
        self._employees = employees
        self._clock = clock

    async def turn(self, brand: str, limit: int) -> int:
        """Enrol those for whom it is time; returns for how many employees it was."""
        now, done = self._clock.now_of(brand), 0
        for employee in await self._stores.employees.changing(brand, now, limit):
            due = to_renew(employee.certificates, now)
            if not due:
                continue
            try:
                await self._renew(brand, employee, due, now)
                done += 1
            except VersionConflict:
                continue  # the employee or an enrolment changed at this moment; the next turn looks again
        return done

    async def _renew(self, brand: str, employee: Employee, due: Sequence[Certificate], now: datetime) -> None:
        looked_at = {each.id for each in due}
        marked = tuple(replace(each, renew_at=None) if each.id in looked_at else each for each in employee.certificates)
        change = await self._employees.step(brand, employee, replace(employee, certificates=marked), silent=True)
        found = [await self._joining(brand, employee.id, each, now) for each in due] if employee.active else []
        joined = {step.after.course: each for each in found if each is not None for step in each.steps}
        await self._stores.enrolments.commit(
            LearningChange(
                brand,
                [step for each in joined.values() for step in each.steps],
                employee=change,
                events=[event for each in joined.values() for event in each.events],
                attendances=[step for each in joined.values() for step in each.attendances],
            )
        )

    async def _joining(self, brand: str, employee: str, held: Certificate, now: datetime) -> LearningChange | None:
        """The enrolling in the shortest course that gives the certificate; None where none does, or one is open."""
        courses = await self._stores.courses.giving(brand, [held.id])
        if not courses:
            return None
        entry = min(courses, key=lambda each: (each.minutes, each.id))
        version = await self._stores.courses.version(brand, entry.id, entry.published)
        if version is None:
            return None
        before = (await self._stores.enrolments.get_many(brand, entry.id, [employee])).get(employee)
        after = enrol(before, version, employee, now, "renewal", version.by, held.expires_at)
        if after is before:
            return None
        return await joining(self._stores, brand, version, [EnrolmentStep(before, after)], now)
