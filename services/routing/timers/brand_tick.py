"""The tick of a brand: what is overdue is done and the staffing reported, as often as the brand needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import structlog

from chassis.clock import Clock
from chassis.errors import Unavailable
from chassis.timers import DueTimer, NewTimer
from services.routing.application.overdue_work import OverdueWork
from services.routing.application.ports import Stores
from services.routing.application.republishing import Republishing
from services.routing.application.rule_commands import TICK
from services.routing.application.staffing import StaffingReports

log = structlog.get_logger()

LEAST_SECONDS = 0.2  # between two ticks of a brand


@dataclass(frozen=True, slots=True)
class Pace:
    """The interval of ticks, in seconds.

    `busy_seconds` where a task waits and people are at work, or an offer is about to end; `calm_seconds` where there
    are tasks or people and nothing of that; `empty_seconds` where there is neither.
    """

    busy_seconds: float
    calm_seconds: float
    empty_seconds: float


class BrandTick:
    """Handler of the ticks: does what is overdue, reports the staffing, sets the next tick.

    The first ticks after an upgrade publish once more what others copy, where that says more now.
    """

    def __init__(
        self,
        stores: Stores,
        overdue: OverdueWork,
        staffing: StaffingReports,
        republishing: Republishing,
        clock: Clock,
        pace: Pace,
    ) -> None:
        """A tick that fails is due again after its lease."""
        self._stores = stores
        self._overdue = overdue
        self._staffing = staffing
        self._republishing = republishing
        self._clock = clock
        self._pace = pace

    async def __call__(self, due: Sequence[DueTimer]) -> None:
        """Attend to each brand by its present rules; setting the same key again is what finishes a tick.

        So no crash can lose one.
        """
        for timer in due:
            try:
                self._stores.rules.forget(timer.brand)
                await self._overdue.turn(timer.brand)
                await self._staffing.report(timer.brand)
                more = await self._republishing.turn(timer.brand)
                pause = LEAST_SECONDS if more else await self._pause(timer.brand)
            except Unavailable:
                raise
            except Exception as failure:  # one brand's bug must not hold up the others
                log.error("tick_failed", error=type(failure).__name__)
                pause = self._pace.calm_seconds
            next_at = self._clock.now_of(timer.brand) + timedelta(seconds=pause)
            await self._stores.schedule.schedule([NewTimer(timer.key, timer.brand, TICK, next_at)])

    async def _pause(self, brand: str) -> float:
        pause = await self._usual_pause(brand)
        due_back = await self._stores.seats.returns_due(brand, 1)
        if due_back:
            pause = min(pause, max(LEAST_SECONDS, (due_back[0].back_at - self._clock.now_of(brand)).total_seconds()))
        return pause

    async def _usual_pause(self, brand: str) -> float:
        tasks, seats = self._stores.tasks, self._stores.seats
        waiting = await tasks.oldest_waiting(brand) is not None
        soon = self._clock.now_of(brand) + timedelta(seconds=self._pace.calm_seconds)
        at_work = await seats.any_open(brand)
        if (waiting and at_work) or await tasks.offers_over(brand, soon, 1):
            return self._pace.busy_seconds
        if waiting or at_work or await tasks.any_offered(brand):
            return self._pace.calm_seconds
        return self._pace.empty_seconds
