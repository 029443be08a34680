"""Due timers, each in a unit of work of its own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

import structlog

from chassis.errors import Fenced, VersionConflict
from chassis.timers import DueTimer
from contracts.ids import derived_id
from services.crisis.application.unit_of_work import UnitOfWork, Units

log = structlog.get_logger()


async def each_due(
    units: Units, due: Sequence[DueTimer], by: str, work: Callable[[UnitOfWork, DueTimer], Awaitable[None]]
) -> None:
    """Run `work` for each timer in a unit of its own; one that another process took over is left to that process."""
    for timer in due:

        async def effect(unit: UnitOfWork, timer: DueTimer = timer) -> None:
            await work(unit, timer)

        cause = derived_id("timer", timer.key, timer.due_at.isoformat(), str(timer.epoch))
        try:
            await units.run(timer.brand, cause, by, effect)
        except (Fenced, VersionConflict):
            log.info("timer_taken_over", kind=timer.kind)
