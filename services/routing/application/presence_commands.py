"""What an employee reports of their presence, and what becomes of their work when they leave."""

from __future__ import annotations

from functools import partial

from chassis.clock import Clock
from services.routing.application.employee_commands import EmployeeCommands
from services.routing.application.returned_work import ReturnedWork
from services.routing.application.signs_of_life import SignsOfLife
from services.routing.domain.employee import Employee, Presence, with_presence


class PresenceCommands:
    """Writes presence; what somebody leaves behind goes back at once, and by the brand's tick if this process dies."""

    def __init__(self, employees: EmployeeCommands, returned: ReturnedWork, signs: SignsOfLife, clock: Clock) -> None:
        self._employees = employees
        self._returned = returned
        self._signs = signs
        self._clock = clock

    async def report(
        self, brand: str, employee: str, presence: Presence, *, keep_assignments: bool = False
    ) -> Employee | None:
        """Report an employee, which is a sign of their life; None when there is none of this id."""
        now = self._clock.now_of(brand)
        rule = partial(with_presence, presence=presence, now=now, keep_assignments=keep_assignments)
        _, after = await self._employees.change(brand, employee, rule)
        if after is not None:
            await self._signs.note(brand, employee)
        if after is not None and presence == "offline":
            await self._returned.take_back(brand)
        return after
