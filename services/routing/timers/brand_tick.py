"""What keeps a brand moving: a durable pulse, and a waker that runs the matcher as soon as there is reason."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import structlog

from chassis.clock import Clock
from chassis.errors import Unavailable
from chassis.timers import DueTimer, NewTimer, Timers
from services.routing.application.matcher import Matcher
from services.routing.application.overdue_work import Sweep
from services.routing.application.staffing import Reporter
from services.routing.persistence.seats import SeatStore
from services.routing.persistence.tasks import TaskStore

log = structlog.get_logger()

KIND = "pulse"
LEAST_SECONDS = 0.2  # between two pulses of a brand
PAUSE_SECONDS = 0.5  # after a failure, before the brand is looked at again


@dataclass(frozen=True, slots=True)
class Pace:
    """How often a brand is looked at, in seconds: with tasks waiting or offered, with seats only, with neither."""

    busy_seconds: float
    calm_seconds: float
    empty_seconds: float


class Waker:
    """Runs the matcher for brands that have reason; many reasons at once are one run."""

    def __init__(self, matcher: Matcher, timers: Timers, clock: Clock) -> None:
        """Build nothing that runs; `start` does."""
        self._matcher = matcher
        self._timers = timers
        self._clock = clock
        self._brands: dict[str, None] = {}
        self._woken = asyncio.Event()
        self._pulsing: set[str] = set()
        self._task: asyncio.Task[None] | None = None

    def wake(self, brand: str) -> None:
        """Say that a brand may have a task and a seat for each other."""
        self._brands[brand] = None
        self._woken.set()

    async def start(self) -> None:
        """Begin in the background."""
        self._task = asyncio.create_task(self._run(), name="routing-waker")

    async def stop(self) -> None:
        """End after the step at hand; a claim cut off here is reconciled."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _run(self) -> None:
        while True:
            await self._woken.wait()
            self._woken.clear()
            while self._brands:
                brand = next(iter(self._brands))
                del self._brands[brand]
                await self._attend(brand)

    async def _attend(self, brand: str) -> None:
        try:
            if brand not in self._pulsing:
                await self._timers.schedule([NewTimer(f"{KIND}/{brand}", brand, KIND, self._clock.now())])
                self._pulsing.add(brand)
            await self._matcher.run(brand)
        except Unavailable as away:
            log.warning("matcher_waits", dependency=away.what)
            self.wake(brand)
            await asyncio.sleep(away.retry_after)
        except Exception as failure:  # one brand's bug must not stop the others; the pulse comes back to it
            log.error("matcher_failed", error=type(failure).__name__)
            await asyncio.sleep(PAUSE_SECONDS)


class Pulse:
    """Handler of the pulse timers: sweeps the brand, tells its staffing, sets the next pulse."""

    def __init__(
        self,
        timers: Timers,
        sweep: Sweep,
        reporter: Reporter,
        tasks: TaskStore,
        seats: SeatStore,
        clock: Clock,
        pace: Pace,
    ) -> None:
        """A pulse that fails comes again after its lease."""
        self._timers = timers
        self._sweep = sweep
        self._reporter = reporter
        self._tasks = tasks
        self._seats = seats
        self._clock = clock
        self._pace = pace

    async def __call__(self, due: Sequence[DueTimer]) -> None:
        """Attend to each brand; setting the same key again is what finishes a pulse, so no crash can lose it."""
        for timer in due:
            try:
                await self._sweep.turn(timer.brand)
                await self._reporter.report(timer.brand)
                pause = await self._pause(timer.brand)
            except Unavailable:
                raise
            except Exception as failure:  # one brand's bug must not hold up the others
                log.error("pulse_failed", error=type(failure).__name__)
                pause = self._pace.calm_seconds
            next_at = self._clock.now() + timedelta(seconds=pause)
            await self._timers.schedule([NewTimer(timer.key, timer.brand, KIND, next_at)])

    async def _pause(self, brand: str) -> float:
        pause = await self._usual_pause(brand)
        leaving = await self._seats.going_back(brand, 1)
        if leaving:
            pause = min(pause, max(LEAST_SECONDS, (leaving[0].back_at - self._clock.now()).total_seconds()))
        return pause

    async def _usual_pause(self, brand: str) -> float:
        if await self._tasks.oldest_waiting(brand) is not None or await self._tasks.any_offered(brand):
            return self._pace.busy_seconds
        if await self._seats.any_open(brand):
            return self._pace.calm_seconds
        return self._pace.empty_seconds
