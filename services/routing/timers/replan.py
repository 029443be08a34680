"""The timer that a change of queues sets: the seats of all employees are planned anew."""

from __future__ import annotations

from collections.abc import Sequence

from chassis.timers import DueTimer
from services.routing.application.employee_commands import EmployeeCommands
from services.routing.application.ports import Stores


class Replan:
    """Handler of the timers that `RuleCommands` sets."""

    def __init__(self, stores: Stores, employees: EmployeeCommands) -> None:
        self._stores = stores
        self._employees = employees

    async def __call__(self, due: Sequence[DueTimer]) -> None:
        """Replan each brand once; running it twice is harmless."""
        for brand in {timer.brand for timer in due}:
            self._stores.rules.forget(brand)
            await self._employees.replan(brand)
        await self._stores.schedule.done_many(due)
