"""The timer of an incident's next update: it is due when the update is."""

from __future__ import annotations

from collections.abc import Sequence

from chassis.timers import DueTimer
from services.crisis.application.status_updates import update_is_due
from services.crisis.application.unit_of_work import UnitOfWork, Units
from services.crisis.timers.each import each_due


class OnUpdateDue:
    """Timer handler: an update that was not written is told as late."""

    def __init__(self, units: Units) -> None:
        self._units = units

    async def __call__(self, due: Sequence[DueTimer]) -> None:
        """Look at each."""
        await each_due(self._units, due, "status", _is_due)


async def _is_due(unit: UnitOfWork, timer: DueTimer) -> None:
    unit.finish(timer)
    await update_is_due(unit, timer.payload)
