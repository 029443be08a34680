"""The timer of thanks: the next of those who had a place are told."""

from __future__ import annotations

from collections.abc import Sequence

from chassis.timers import DueTimer
from services.crisis.application.thanks import tell_next
from services.crisis.application.unit_of_work import UnitOfWork, Units
from services.crisis.timers.each import each_due


class OnThanksDue:
    """Timer handler: each thanks go one page further."""

    def __init__(self, units: Units) -> None:
        self._units = units

    async def __call__(self, due: Sequence[DueTimer]) -> None:
        """Take each further."""
        await each_due(self._units, due, "thanks", _tell)


async def _tell(unit: UnitOfWork, timer: DueTimer) -> None:
    unit.finish(timer)
    await tell_next(unit, timer.payload["incident"])
