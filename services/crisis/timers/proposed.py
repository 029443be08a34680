"""The timer of a proposed incident: nobody answered it in time."""

from __future__ import annotations

from collections.abc import Sequence

from chassis.timers import DueTimer
from services.crisis.application.proposed_incidents import expire
from services.crisis.application.unit_of_work import UnitOfWork, Units
from services.crisis.timers.each import each_due


class OnProposedDue:
    """Timer handler: what nobody answered expires."""

    def __init__(self, units: Units) -> None:
        self._units = units

    async def __call__(self, due: Sequence[DueTimer]) -> None:
        """End each."""
        await each_due(self._units, due, "detection", _end)


async def _end(unit: UnitOfWork, timer: DueTimer) -> None:
    unit.finish(timer)
    await expire(unit, timer.payload)
