"""The tick of a brand: what is overdue is done and the staffing reported, as often as the brand needs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
from services.routing.domain.silence import least_silence

log = structlog.get_logger()

LEAST_SECONDS = 0.2  # between two ticks of a brand


@dataclass(frozen=True, slots=True)
class Pace:
    """The interval of ticks, in seconds; where something is due sooner, the tick is then.

    `busy_seconds` where a task waits, people are at work and something has just happened, growing to `calm_seconds`
    while nothing does; `calm_seconds` where a task waits for people, or silence is watched; `quiet_seconds` else.
    """

    busy_seconds: float
    calm_seconds: float
    quiet_seconds: float


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
        settled: Callable[[str], bool],
    ) -> None:
        """A tick that fails is due again after its lease; `settled` says whether nothing happened since last asked."""
        self._stores = stores
        self._overdue = overdue
        self._staffing = staffing
        self._republishing = republishing
        self._clock = clock
        self._pace = pace
        self._settled = settled
        self._pauses: dict[str, float] = {}  # the last of brands in which a task waits though people are at work

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
        """Seconds until the next tick: by what waits, and until what is due next."""
        stores, now = self._stores, self._clock.now_of(brand)
        waiting = await stores.tasks.oldest_waiting(brand) is not None
        at_work = waiting and await stores.seats.any_open(brand)
        watched = least_silence((await stores.rules.rules(brand)).queues.values()) is not None
        due = [await stores.tasks.next_due(brand), await stores.employees.next_change(brand)]
        due += [each.back_at for each in await stores.seats.returns_due(brand, 1)]
        pause = self._usual_pause(brand, at_work=at_work, calm=waiting or watched)
        for moment in due:
            if moment is not None:
                least = LEAST_SECONDS if moment > now else self._pace.busy_seconds  # overdue: this turn had enough
                pause = min(pause, max(least, (moment - now).total_seconds()))
        return pause

    def _usual_pause(self, brand: str, *, at_work: bool, calm: bool) -> float:
        """The pause where nothing is due; asked last, so that what happened during the reads above counts."""
        settled = self._settled(brand)
        before = self._pauses.pop(brand, self._pace.busy_seconds)
        if at_work:
            pause = min(2 * before, self._pace.calm_seconds) if settled else self._pace.busy_seconds
            self._pauses[brand] = pause
            return pause
        return self._pace.calm_seconds if calm or not settled else self._pace.quiet_seconds
