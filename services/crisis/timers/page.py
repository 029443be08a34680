"""The timer of a page: it is due when the page was not acknowledged in time."""

from __future__ import annotations

from collections.abc import Sequence

from chassis.timers import DueTimer
from services.crisis.application.paging import escalate
from services.crisis.application.unit_of_work import UnitOfWork, Units
from services.crisis.timers.each import each_due


class OnPageTimeout:
    """Timer handler: the next level is paged."""

    def __init__(self, units: Units) -> None:
        self._units = units

    async def __call__(self, due: Sequence[DueTimer]) -> None:
        """Escalate each."""
        await each_due(self._units, due, "escalation", _escalate)


async def _escalate(unit: UnitOfWork, timer: DueTimer) -> None:
    unit.finish(timer)
    await escalate(unit, timer.payload)
