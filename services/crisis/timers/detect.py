"""The detection timer of a brand: it is set again for the end of the next bucket."""

from __future__ import annotations

from collections.abc import Sequence

from chassis.timers import DueTimer
from services.crisis.application.detection import detect
from services.crisis.application.unit_of_work import UnitOfWork, Units
from services.crisis.application.watching import WatchBrands
from services.crisis.timers.each import each_due


class OnDetect:
    """Timer handler: brands without news in one transaction, the others in one each.

    The detector's version fences a slower replica out.
    """

    def __init__(self, units: Units, watch: WatchBrands) -> None:
        self._units = units
        self._watch = watch

    async def __call__(self, due: Sequence[DueTimer]) -> None:
        """Step the detector of each brand whose timer is due."""
        quiet = await self._watch.quiet({timer.brand for timer in due})
        await each_due(self._units, [timer for timer in due if timer.brand not in quiet], "detection", _detect)


async def _detect(unit: UnitOfWork, _: DueTimer) -> None:
    """The timer is moved, not ended: setting it again takes it from whoever holds it."""
    await detect(unit)
