"""The timer of a step of an incident: it is due when the step is."""

from __future__ import annotations

from collections.abc import Sequence

from chassis.timers import DueTimer
from services.crisis.application.step_commands import step_is_due
from services.crisis.application.unit_of_work import UnitOfWork, Units
from services.crisis.timers.each import each_due


class OnIncidentStepDue:
    """Timer handler: a step that is not done is told as late."""

    def __init__(self, units: Units) -> None:
        self._units = units

    async def __call__(self, due: Sequence[DueTimer]) -> None:
        """Look at each."""
        await each_due(self._units, due, "playbook", _is_due)


async def _is_due(unit: UnitOfWork, timer: DueTimer) -> None:
    unit.finish(timer)
    await step_is_due(unit, timer.payload)
