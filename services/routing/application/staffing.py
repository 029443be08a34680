"""The staffing of a brand, who could work and what waits, reported at a regular interval, and its metrics."""

from __future__ import annotations

from datetime import datetime, timedelta

from chassis.clock import Clock
from services.routing import events as announce
from services.routing.application import metrics
from services.routing.application.ports import Stores
from services.routing.domain.staffing import Staffing, drain_for_alert


class StaffingReports:
    """Reports the figures of a brand; one of several processes gets the turn."""

    def __init__(self, stores: Stores, clock: Clock, *, staffing_seconds: float, fresh_seconds: float) -> None:
        """`staffing_seconds`: how often an active brand is reported; `fresh_seconds`: how long its gauges count."""
        self._tasks = stores.tasks
        self._seats = stores.seats
        self._rules = stores.rules
        self._figures = stores.figures
        self._clock = clock
        self._every = timedelta(seconds=staffing_seconds)
        self._board = metrics.GaugeBoard(clock, timedelta(seconds=fresh_seconds))
        self._active: set[str] = set()
        self._next: dict[str, datetime] = {}  # no turn of a brand to take before, as the last one was ours

    async def staffing(self, brand: str) -> Staffing:
        """The figures now."""
        census = await self._seats.census(brand)
        oldest = await self._tasks.oldest_waiting(brand)
        waited = (self._clock.now_of(brand) - oldest).total_seconds() if oldest else 0.0
        return Staffing(
            online=census.online,
            seats=census.seats,
            seats_busy=census.busy,
            waiting=await self._tasks.count_waiting(brand),
            oldest_wait_seconds=max(0.0, waited),
            mean_handle_seconds=await self._figures.mean_handle_seconds(brand),
        )

    async def report(self, brand: str) -> None:
        """Report the staffing when it is time; a brand that was active and is not any more is reported once more."""
        now = self._clock.now_of(brand)
        if now < self._next.get(brand, now):
            return
        before = now - self._every
        if not await self._figures.turn_to_report(brand, now, before):
            self._board.superseded(brand, self._clock.now() - self._every)
            return
        self._next[brand] = now + self._every
        now_staffed = await self.staffing(brand)
        await self._show(brand, now_staffed)
        active = bool(now_staffed.online or now_staffed.waiting or now_staffed.seats_busy)
        if active or brand in self._active:
            await self._figures.emit(announce.staffing_reported(brand, now_staffed, now))
        (self._active.add if active else self._active.discard)(brand)

    async def _show(self, brand: str, staffing: Staffing) -> None:
        waiting: dict[str, int] = {}
        if staffing.waiting:
            for queue in (await self._rules.rules(brand)).queues:
                waiting[queue] = await self._tasks.count_waiting(brand, queue)
        drain = drain_for_alert(staffing.waiting, staffing.seats, staffing.mean_handle_seconds)
        self._board.show(brand, waiting, drain)
