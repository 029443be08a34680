"""Silent work: conversations of employees who give no sign of life go back to the queues that ask for it."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from chassis.clock import Clock
from chassis.errors import VersionConflict
from services.routing.application.employee_commands import EmployeeCommands
from services.routing.application.ports import Stores
from services.routing.application.returned_work import ReturnedWork
from services.routing.domain.rules import RoutingRules
from services.routing.domain.silence import (
    least_silence,
    loses_by_silence,
    lost_by_silence,
    silence_reason,
    silenced,
    silent_at,
)

LOOK_SECONDS = 5.0  # between two looks of a process at a brand: silence lasts minutes
GAP = timedelta(minutes=2)  # a longer pause of all processes: nobody could give a sign, so silence is counted anew


class SilentWork:
    """Looks for holders who are silent; any number of processes may look at the same brand."""

    def __init__(self, stores: Stores, employees: EmployeeCommands, returned: ReturnedWork, clock: Clock) -> None:
        self._stores = stores
        self._employees = employees
        self._returned = returned
        self._clock = clock
        self._looked: dict[str, datetime] = {}

    async def take_back(self, brand: str) -> int:
        """Return what silent employees hold, and set them away before, so that it is not offered to them again."""
        now, rules = self._clock.now_of(brand), await self._stores.rules.rules(brand)
        least = least_silence(rules.queues.values())
        if least is None or self._looked_lately(brand, now):
            return 0
        since = await self._stores.signs.listening_since(brand, now, GAP)
        holders = await self._stores.seats.holders(brand)
        heard = await self._stores.signs.last(brand, holders)
        silent = [each for each in holders if silent_at(heard.get(each), since, least) <= now]
        entries = await self._stores.employees.get_many((brand, each) for each in silent)
        back = 0
        for (_, id_), employee in entries.items():
            if loses_by_silence(employee):
                back += await self._take_from(brand, id_, rules, heard.get(id_), since)
        return back

    async def _take_from(
        self, brand: str, employee: str, rules: RoutingRules, heard: datetime | None, since: datetime
    ) -> int:
        now = self._clock.now_of(brand)
        held = await self._stores.tasks.held_by(brand, employee, ["assigned"])
        lost = [each for each in held if lost_by_silence(each, rules.queue(each.placement.queue), heard, since, now)]
        if not lost:
            return 0
        await self._employees.change(brand, employee, partial(silenced, now=now))
        back = 0
        for task in lost:
            try:
                await self._returned.give_back(brand, task, silence_reason(employee, rules.queue(task.placement.queue)))
                back += 1
            except VersionConflict:
                continue  # it changed hands at this moment; the next look sees how it stands
        return back

    def _looked_lately(self, brand: str, now: datetime) -> bool:
        last = self._looked.get(brand)
        if last is not None and now - last < timedelta(seconds=LOOK_SECONDS):
            return True
        self._looked[brand] = now
        return False
