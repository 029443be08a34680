"""The coverage of a brand: counted in the background when somebody asks, at most once a minute."""

from __future__ import annotations

from datetime import timedelta
from typing import get_args

from chassis.clock import Clock
from chassis.timers import NewTimer
from services.routing.application.ports import Stores
from services.routing.domain.coverage import CoverageBy, CoverageCounts

COVERAGE = "coverage"
FRESH = timedelta(minutes=1)


class CoverageReports:
    """Reads the last counts, and sees to newer ones; a brand nobody asks about costs nothing."""

    def __init__(self, stores: Stores, clock: Clock) -> None:
        self._stores = stores
        self._clock = clock

    async def read(self, brand: str, by: CoverageBy) -> CoverageCounts | None:
        """The last counts, None before the first; older ones than `FRESH` are counted anew meanwhile."""
        now = self._clock.now_of(brand)
        last = await self._stores.coverage.last(brand, by)
        stale = last is None or last.as_of <= now - FRESH
        if stale and await self._stores.coverage.turn_to_ask(brand, now, now - FRESH):
            await self._stores.schedule.schedule([NewTimer(f"{COVERAGE}/{brand}", brand, COVERAGE, now)])
        return last

    async def count(self, brand: str) -> None:
        """Count a brand's employees by each grouping."""
        for by in get_args(CoverageBy):
            await self._stores.coverage.count(brand, by, self._clock.now_of(brand))
