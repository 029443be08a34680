"""Why a task still waits, worked out when somebody asks: true at that moment, and no cost to a round of the matcher."""

from __future__ import annotations

from dataclasses import replace

from chassis.clock import Clock
from services.routing.application.ports import Stores
from services.routing.domain import tokens
from services.routing.domain.shortfall import NAMED_EMPLOYEES, Shortfall, shortfall
from services.routing.domain.task import Task

SEATS = 500  # looked at for one explanation, those that work in the task's queue before others


class Explanations:
    """Explains tasks that nobody was found for."""

    def __init__(self, stores: Stores, clock: Clock) -> None:
        self._stores = stores
        self._clock = clock

    async def nobody_fits(self, brand: str, task: Task) -> Shortfall | None:
        """Who was looked at and what they lack; None for a task that does not wait, or that somebody fits."""
        if task.state != "waiting":
            return None
        queue = (await self._stores.rules.rules(brand)).queue(task.placement.queue)
        seats = await self._stores.seats.open_seats(brand, tokens.queue(queue.id), SEATS)
        found = shortfall(task, seats, queue, self._clock.now_of(brand))
        if found is None:
            return None
        return replace(found, unaccepted=tuple(await self._stores.employees.unaccepted(brand, NAMED_EMPLOYEES)))
