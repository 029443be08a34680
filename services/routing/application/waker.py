"""Runs the matcher as soon as a brand has reason, and makes sure that the brand has its tick."""

from __future__ import annotations

import asyncio

import structlog

from chassis.background import BackgroundTask
from chassis.clock import Clock
from chassis.errors import Unavailable
from chassis.timers import NewTimer
from services.routing.application.matcher import Matcher
from services.routing.application.ports import Schedule
from services.routing.application.rule_commands import TICK

log = structlog.get_logger()

PAUSE_SECONDS = 0.5  # after a failure, before the brand is looked at again


class Waker:
    """Runs the matcher for brands that have reason; many reasons at once are one run."""

    def __init__(self, matcher: Matcher, schedule: Schedule, clock: Clock) -> None:
        """Build nothing that runs; `start` does."""
        self._matcher = matcher
        self._schedule = schedule
        self._clock = clock
        self._brands: dict[str, None] = {}
        self._woken = asyncio.Event()
        self._ticking: set[str] = set()
        self._task = BackgroundTask(self._run, "routing-waker")

    def wake(self, brand: str) -> None:
        """Ask for a run: the brand may have a task and a seat for each other."""
        self._brands[brand] = None
        self._woken.set()

    def hurry(self, brand: str) -> None:
        """Ask for a run and for the brand's tick at once: what its tasks ask for has changed."""
        self._ticking.discard(brand)
        self.wake(brand)

    async def start(self) -> None:
        """Begin in the background."""
        self._task.start()

    async def stop(self) -> None:
        """End after the step at hand; a claim cut off here is reconciled."""
        await self._task.stop()

    async def _run(self) -> None:
        while True:
            await self._woken.wait()
            self._woken.clear()
            while self._brands:
                brand = next(iter(self._brands))
                del self._brands[brand]
                await self._match(brand)

    async def _match(self, brand: str) -> None:
        try:
            if brand not in self._ticking:
                await self._schedule.schedule([NewTimer(f"{TICK}/{brand}", brand, TICK, self._clock.now_of(brand))])
                self._ticking.add(brand)
            await self._matcher.run(brand)
        except Unavailable as error:
            log.warning("matcher_waits", dependency=error.what)
            self.wake(brand)
            await asyncio.sleep(error.retry_after)
        except Exception as failure:  # one brand's bug must not stop the others; the tick comes back to it
            log.error("matcher_failed", error=type(failure).__name__)
            await asyncio.sleep(PAUSE_SECONDS)
