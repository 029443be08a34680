"""The timer of a course somebody is to learn: it is due when they are to be reminded."""

from __future__ import annotations

from collections.abc import Sequence

from chassis.timers import DueTimer
from services.crisis.application.course_reminders import remind
from services.crisis.application.unit_of_work import UnitOfWork, Units
from services.crisis.timers.each import each_due


class OnCourseDue:
    """Timer handler: who has not passed is reminded."""

    def __init__(self, units: Units) -> None:
        self._units = units

    async def __call__(self, due: Sequence[DueTimer]) -> None:
        """Look at each."""
        await each_due(self._units, due, "courses", _remind)


async def _remind(unit: UnitOfWork, timer: DueTimer) -> None:
    unit.finish(timer)
    await remind(unit, timer.payload)
