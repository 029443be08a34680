"""Runs the matcher as soon as a brand has reason, and makes sure that the brand has its tick.

A brand in which nothing happens ticks seldom. What happens may make something due, like an offer: so whoever wakes a
brand also brings its next tick forward.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

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

    def __init__(self, matcher: Matcher, schedule: Schedule, clock: Clock, *, tick_within_seconds: float) -> None:
        """Build nothing that runs; `start` does. A brand that was woken ticks `tick_within_seconds` later at most."""
        self._matcher = matcher
        self._schedule = schedule
        self._clock = clock
        self._within = timedelta(seconds=tick_within_seconds)
        self._brands: dict[str, None] = {}
        self._woken = asyncio.Event()
        self._ticks_by: dict[str, datetime] = {}  # by when each brand ticks, as far as this process has seen to it
        self._stirred: set[str] = set()
        self._task = BackgroundTask(self._run, "routing-waker")

    def wake(self, brand: str) -> None:
        """Ask for a run: something happened, and the brand may have a task and a seat for each other."""
        self._stirred.add(brand)
        self.look(brand)

    def look(self, brand: str) -> None:
        """Ask for a run because time has passed, though nothing happened."""
        self._brands[brand] = None
        self._woken.set()

    def hurry(self, brand: str) -> None:
        """Ask for a run and for the brand's tick at once: what its tasks ask for has changed."""
        self._ticks_by.pop(brand, None)
        self.wake(brand)

    def settled(self, brand: str) -> bool:
        """Whether nothing woke the brand since this was last asked; the tick asks, and may take its time then."""
        stirred = brand in self._stirred
        self._stirred.discard(brand)
        return not stirred

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
            await self.turn()

    async def turn(self) -> None:
        """Do all that was asked for."""
        while self._brands:
            brand = next(iter(self._brands))
            del self._brands[brand]
            await self._match(brand)

    async def _match(self, brand: str) -> None:
        try:
            await self._see_to_tick(brand)
            if await self._matcher.run(brand):
                self._stirred.add(brand)  # the offers end some time
                await self._see_to_tick(brand)
        except Unavailable as error:
            log.warning("matcher_waits", dependency=error.what)
            self.wake(brand)
            await asyncio.sleep(error.retry_after)
        except Exception as failure:  # one brand's bug must not stop the others; the tick comes back to it
            log.error("matcher_failed", error=type(failure).__name__)
            await asyncio.sleep(PAUSE_SECONDS)

    async def _see_to_tick(self, brand: str) -> None:
        """Make the brand tick now where this process has not seen it yet, and soon where something happened."""
        now = self._clock.now_of(brand)
        ticks_by = self._ticks_by.get(brand)
        if ticks_by is None:
            await self._schedule.schedule([NewTimer(f"{TICK}/{brand}", brand, TICK, now)])
            self._ticks_by[brand] = now
        elif brand in self._stirred and ticks_by <= now:
            await self._schedule.bring_forward([f"{TICK}/{brand}"], now + self._within)
            self._ticks_by[brand] = now + self._within
