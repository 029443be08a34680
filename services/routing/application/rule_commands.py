"""Changes of what a brand routes by: queues and workflows, each version after the one that was read."""

from __future__ import annotations

from datetime import timedelta

from chassis.clock import Clock
from chassis.errors import VersionConflict
from chassis.timers import NewTimer
from services.routing.application.ports import Stores
from services.routing.domain.queue import Queue
from services.routing.domain.workflow import Workflow

REPLAN = "replan"
TICK = "pulse"  # the kind of the timer that keeps a brand moving, as it stands in the rows of running systems
RULES_SECONDS = 2.0  # how long another process may go by older rules; waiting tasks are placed anew after it


class StaleRules(Exception):
    """If-Match names another version than `version`, the present one."""

    def __init__(self, version: int) -> None:
        super().__init__("the rules have changed")
        self.version = version


class RuleCommands:
    """Writes rules."""

    def __init__(self, stores: Stores, clock: Clock) -> None:
        self._rules = stores.rules
        self._schedule = stores.schedule
        self._clock = clock

    async def put_queue(self, brand: str, queue: Queue, expected: int | None) -> Queue:
        """Describe a queue; employees who work in every open queue work in a new one within seconds.

        Raises:
            StaleRules: The queue is not at `expected`.
            VersionConflict: Somebody else changed it at this moment, and the caller expected no version.
        """
        before = (await self._rules.queues(brand)).get(queue.id)
        if expected is not None and expected != (before.version if before else 0):
            raise StaleRules(before.version if before else 0)
        try:
            written = await self._rules.put_queue(brand, queue, expected)
        except VersionConflict:
            if expected is None:
                raise
            raise StaleRules((await self._rules.queues(brand))[queue.id].version) from None
        await self._look_again(brand)
        if before is None or before.restricted != written.restricted:
            await self._replan(brand)
        return written

    async def put_workflow(self, brand: str, workflow: Workflow, by: str) -> None:
        """Put rules in force as the next version; raises StaleRules when another writer was faster."""
        try:
            await self._rules.put_workflow(brand, workflow, by)
        except VersionConflict:
            raise StaleRules((await self._rules.workflow(brand)).version) from None
        await self._look_again(brand)

    async def _look_again(self, brand: str) -> None:
        """Have waiting tasks placed anew; those that a process places by older rules meanwhile, at a later tick."""
        await self._schedule.schedule([NewTimer(f"{TICK}/{brand}", brand, TICK, self._clock.now_of(brand))])

    async def _replan(self, brand: str) -> None:
        """Have the seats planned anew, and once more when no process can go by older rules."""
        now = self._clock.now_of(brand)
        later = now + timedelta(seconds=2 * RULES_SECONDS)
        await self._schedule.schedule(
            [
                NewTimer(f"{REPLAN}/{brand}", brand, REPLAN, now),
                NewTimer(f"{REPLAN}-again/{brand}", brand, REPLAN, later),
            ]
        )
