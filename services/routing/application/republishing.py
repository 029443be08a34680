"""What other services copy is published once more after an upgrade that lets its events say more.

Events of before the upgrade lacked the new fields, and who read them has copies without. Nothing else would mend those:
an employee who changes nothing is never reported again.
"""

from __future__ import annotations

from dataclasses import replace

from chassis.clock import Clock
from chassis.errors import VersionConflict
from contracts.event import Event
from services.routing import events as announce
from services.routing.application.ports import CourseFilter, EmployeeFilter, Republication, Stores
from services.routing.domain.employee import Employee

FORM = 1  # to be raised by one when copies of what was published before lack something that they are decided by
PAGE = 500  # employees of one turn


class Republishing:
    """One turn over a brand publishes a page; several processes may take turns at the same brand."""

    def __init__(self, stores: Stores, clock: Clock) -> None:
        self._stores = stores
        self._clock = clock
        self._finished: set[str] = set()

    async def turn(self, brand: str) -> bool:
        """Publish the next page of a brand that was not published in this form; returns whether more may follow."""
        if brand in self._finished:
            return False
        before = await self._stores.figures.republication(brand)
        if before.form > FORM or (before.form == FORM and before.finished):
            self._finished.add(brand)
            return False
        begun = before if before.form == FORM else Republication(FORM, revision=before.revision)
        page = await self._stores.employees.page(brand, EmployeeFilter(), begun.after, PAGE)
        events = [] if begun.after else await self._catalogue(brand)
        events += [self._employee(brand, each) for each in page if _gives_more(each)]
        last = page[-1].id if page else begun.after
        after = replace(begun, after=last, finished=len(page) < PAGE, revision=before.revision + 1)
        try:
            await self._stores.figures.republish(brand, after, [announce.once_more(each, FORM) for each in events])
        except VersionConflict:
            return True  # another process published this page
        return not after.finished

    async def _catalogue(self, brand: str) -> list[Event]:
        """The certificates, and the courses as everybody reads them."""
        now = self._clock.now_of(brand)
        definitions = await self._stores.catalogue.definitions(brand)
        events: list[Event] = [announce.certificate_defined(brand, each, now) for each in definitions.values()]
        after = None
        while entries := await self._stores.courses.page(brand, CourseFilter(), after, PAGE):
            for entry in entries:
                if published := await self._stores.courses.version(brand, entry.id, entry.published):
                    events.append(announce.course_published(brand, published, now))
            after = entries[-1].id
        return events

    def _employee(self, brand: str, employee: Employee) -> Event:
        cause = announce.cause_of(brand, employee)
        return announce.employee_changed(brand, employee, cause, self._clock.now_of(brand))


def _gives_more(employee: Employee) -> bool:
    """Whether an event of before this form could say less: only of who has an ability."""
    return any(each.abilities for each in employee.certificates)
