"""Changes of employees: their entry, presence and surge places, each with the seats that follow from it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Literal

from chassis.clock import Clock
from chassis.errors import VersionConflict
from chassis.retrying import on_conflict
from contracts.event import Event
from services.routing import events as announce
from services.routing.application.changes import EmployeeChange
from services.routing.application.lost_certificates import ask_offers_anew
from services.routing.application.ports import Stores
from services.routing.domain import surge
from services.routing.domain.certificate import completed, lost_between
from services.routing.domain.employee import Employee, VolunteerPlace, next_version, seat_plans
from services.routing.domain.guideline import may_answer

Pair = tuple[Employee | None, Employee]
"""An employee as read and as wanted."""

Reason = Literal["stood_down", "expired", "withdrawn"]


class EmployeeCommands:
    """Writes employees: seats always follow the entry, in the same transaction."""

    def __init__(self, stores: Stores, clock: Clock, wake: Callable[[str], None]) -> None:
        """`wake` asks the matcher to look: a seat may be free."""
        self._employees = stores.employees
        self._acceptances = stores.acceptances
        self._rules = stores.rules
        self._tasks = stores.tasks
        self._catalogue = stores.catalogue
        self._clock = clock
        self._wake = wake

    async def put(self, brand: str, pairs: Sequence[Pair]) -> list[Employee]:
        """Write employees as (as read, wanted), with what is known of the person.

        Raises:
            VersionConflict: One is not as it was read; none was written.
        """
        known = await self._with_person(brand, pairs)
        steps = [await self.step(brand, before, after) for before, after in await self._completed(brand, known)]
        await self._employees.commit(steps)
        await self.settle(brand, steps)
        return [step.after for step in steps]

    async def _with_person(self, brand: str, pairs: Sequence[Pair]) -> list[Pair]:
        """The pairs with the person's name and right to work, and with whether the guideline lets them answer."""
        keys = [(brand, after.id) for _, after in pairs]
        people, acceptances = await self._employees.people(keys), await self._acceptances.get_many(keys)
        known = []
        for key, (before, after) in zip(keys, pairs, strict=True):
            person = people.get(key)
            if person is not None:
                after = replace(after, name=after.name or person.name, permitted=person.may_work)
            if key in acceptances:
                after = replace(after, may_answer=may_answer(acceptances[key]))
            known.append((before, after))
        return known

    async def settle(self, brand: str, steps: Sequence[EmployeeChange]) -> None:
        """See to what follows from written changes: offers that need a lost certificate are asked anew."""
        now = self._clock.now_of(brand)
        for step in steps:
            if step.before is not None and lost_between(step.before.certificates, step.after.certificates, now):
                await ask_offers_anew(self._tasks, brand, step.after.id)
        self._wake(brand)

    async def _completed(self, brand: str, pairs: Sequence[Pair]) -> Sequence[Pair]:
        """The pairs, their new certificates with what the catalogue gives."""
        if all(each.definition for _, after in pairs for each in after.certificates):
            return pairs
        catalogue = await self._catalogue.definitions(brand)
        return [
            (before, replace(after, certificates=completed(after.certificates, catalogue))) for before, after in pairs
        ]

    async def change(
        self, brand: str, employee: str, rule: Callable[[Employee], Employee]
    ) -> tuple[Employee | None, Employee | None]:
        """Change one employee by a rule; returns them before and after, None twice when there is no such employee."""

        async def attempt() -> tuple[Employee | None, Employee | None]:
            before = await self._employees.get(brand, employee)
            if before is None:
                return None, None
            after = rule(before)
            if after == before:
                return before, before
            (written,) = await self.put(brand, [(before, after)])
            return before, written

        return await on_conflict(attempt)

    async def grant(self, brand: str, employee: str, place: VolunteerPlace) -> None:
        """Give a temporary place; an employee not stored yet is entered as a volunteer without seats of their own."""

        async def attempt() -> None:
            before = await self._employees.get(brand, employee)
            present = before or await self._entered(brand, Employee(employee, seats=0, volunteer=True))
            after = surge.grant(present, place)
            if after == present:
                return
            step = await self.step(brand, before, after)
            event = announce.place_opened(brand, step.after, place, self._clock.now_of(brand))
            await self._employees.commit([replace(step, events=(*step.events, event))])
            self._wake(brand)

        await on_conflict(attempt)

    async def _entered(self, brand: str, employee: Employee) -> Employee:
        ((_, known),) = await self._with_person(brand, [(None, employee)])
        return known

    async def revoke(
        self, brand: str, employee: str, incident: str, reason: Reason, finish_by: datetime | None = None
    ) -> None:
        """Take a place back; what is held there may be finished until `finish_by`, and goes back at once without it."""

        async def attempt() -> None:
            before = await self._employees.get(brand, employee)
            if before is None:
                return
            after = surge.revoke(before, incident, reason, finish_by or self._clock.now_of(brand))
            if after != before:
                await self._end_places(brand, before, after, reason)

        await on_conflict(attempt)

    async def stand_down(self, brand: str, incident: str) -> None:
        """Take all places of an incident back, whether or not each was revoked by name."""
        while placed := await self._employees.placed_in(brand, incident, limit=100):
            for employee in placed:
                await self.revoke(brand, employee.id, incident, "stood_down")

    async def pass_time(self, brand: str, limit: int) -> None:
        """Look again at employees whose shift, certificate or place began or ended by itself."""
        for employee in await self._employees.changing(brand, self._clock.now_of(brand), limit):
            after, _ = surge.expire(employee, self._clock.now_of(brand))
            try:
                await self._end_places(brand, employee, after, "expired")
            except VersionConflict:
                continue

    async def replan(self, brand: str) -> None:
        """Plan the seats of every employee who is bound to no queue anew, by today's queues."""
        last: str | None = ""
        while last is not None:
            last = await on_conflict(partial(self._replan_page, brand, last))
        self._wake(brand)

    async def _replan_page(self, brand: str, after: str) -> str | None:
        """Plan the seats of a page of employees; returns the last of them, None when the page was empty."""
        page = await self._employees.general(brand, after or None, limit=200)
        if not page:
            return None
        await self._employees.commit([await self.step(brand, each, each, silent=True) for each in page])
        return page[-1].id

    async def step(
        self, brand: str, before: Employee | None, after: Employee, *, silent: bool = False
    ) -> EmployeeChange:
        """Work out the seats and the event of a change."""
        now = self._clock.now_of(brand)
        rules = await self._rules.rules(brand)
        open_queues = sorted(queue.id for queue in rules.queues.values() if not queue.restricted)
        after = next_version(before, after)
        events: list[Event] = [] if silent else self._events(brand, before, after, now)
        return EmployeeChange(brand, before, after, seat_plans(after, open_queues, now), tuple(events))

    def _events(self, brand: str, before: Employee | None, after: Employee, now: datetime) -> list[Event]:
        cause = announce.cause_of(brand, after)
        changed = announce.employee_changed(brand, after, cause, now)
        return [changed, *announce.certificates_changed(brand, before, after, cause, now)]

    async def _end_places(self, brand: str, before: Employee, after: Employee, reason: Reason) -> None:
        ended = [new for old, new in zip(before.places, after.places, strict=True) if old.closed != new.closed]
        step = await self.step(brand, before, after)
        now = self._clock.now_of(brand)
        events = [announce.place_closed(brand, step.after, place, reason, now) for place in ended]
        ending = replace(step, events=(*step.events, *events), ended=ended)
        await self._employees.commit([ending])
        await self.settle(brand, [ending])
