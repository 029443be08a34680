"""The detection timer of a brand: it is set again for the end of the next bucket."""

from __future__ import annotations

from collections.abc import Sequence

from chassis.timers import DueTimer
from services.crisis.application.detection import detect
from services.crisis.application.unit_of_work import UnitOfWork, Units
from services.crisis.timers.each import each_due


class OnDetect:
    """Timer handler: one transaction per brand; the detector's version fences a slower replica out."""

    def __init__(self, units: Units) -> None:
        self._units = units

    async def __call__(self, due: Sequence[DueTimer]) -> None:
        """Step the detector of each brand whose timer is due."""
        await each_due(self._units, due, "detection", _detect)


async def _detect(unit: UnitOfWork, _: DueTimer) -> None:
    """The timer is moved, not ended: setting it again takes it from whoever holds it."""
    await detect(unit)
