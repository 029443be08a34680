"""The timer of a callout's next wave."""

from __future__ import annotations

from collections.abc import Sequence

from chassis.timers import DueTimer
from services.crisis.application.unit_of_work import UnitOfWork, Units
from services.crisis.application.waves import next_wave
from services.crisis.timers.each import each_due


class OnWave:
    """Timer handler: the next volunteers are asked."""

    def __init__(self, units: Units) -> None:
        self._units = units

    async def __call__(self, due: Sequence[DueTimer]) -> None:
        """Carry out each wave that is due."""
        await each_due(self._units, due, "callout", _next_wave)


async def _next_wave(unit: UnitOfWork, timer: DueTimer) -> None:
    unit.finish(timer)
    await next_wave(unit, timer.payload["callout"])
