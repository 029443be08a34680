"""Due timers, each in a unit of work of its own, those of several brands side by side."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence

import structlog

from chassis.errors import Fenced, VersionConflict
from chassis.timers import DueTimer
from contracts.ids import derived_id
from services.crisis.application.unit_of_work import UnitOfWork, Units

log = structlog.get_logger()

BRANDS_AT_ONCE = 8  # a unit of work waits for the store most of its time
Work = Callable[[UnitOfWork, DueTimer], Awaitable[None]]


async def each_due(units: Units, due: Sequence[DueTimer], by: str, work: Work) -> None:
    """Run `work` for each timer in a unit of its own; one that another process took over is left to that process.

    The timers of one brand run in their order. What fails one brand does not end the others: it is raised after them.
    """
    by_brand: dict[str, list[DueTimer]] = defaultdict(list)
    for timer in due:
        by_brand[timer.brand].append(timer)
    places = asyncio.Semaphore(BRANDS_AT_ONCE)

    async def of_one_brand(timers: Sequence[DueTimer]) -> None:
        async with places:
            for timer in timers:
                await _run(units, timer, by, work)

    outcomes = await asyncio.gather(*map(of_one_brand, by_brand.values()), return_exceptions=True)
    for outcome in outcomes:
        if outcome is not None:
            raise outcome


async def _run(units: Units, timer: DueTimer, by: str, work: Work) -> None:
    async def effect(unit: UnitOfWork) -> None:
        await work(unit, timer)

    cause = derived_id("timer", timer.key, timer.due_at.isoformat(), str(timer.epoch))
    try:
        await units.run(timer.brand, cause, by, effect)
    except (Fenced, VersionConflict):
        log.info("timer_taken_over", kind=timer.kind)
