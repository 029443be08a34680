"""Returned work: what is held by who left, or on a surge place whose time to finish is over, goes back to its queue."""

from __future__ import annotations

from collections.abc import Callable

from chassis.clock import Clock
from chassis.errors import VersionConflict
from contracts.event import Event
from contracts.ids import derived_id
from services.routing import events as announce
from services.routing.application import metrics
from services.routing.application.changes import TaskChange
from services.routing.application.ports import Stores
from services.routing.domain.task import Task
from services.routing.domain.task_steps import enqueue

SEATS = 500  # looked at in one turn; the next turn takes the rest


class ReturnedWork:
    """Returns conversations of those who left, and of ended surge places, to their queue."""

    def __init__(self, stores: Stores, clock: Clock, wake: Callable[[str], None]) -> None:
        """`wake` asks the matcher to look: a task waits."""
        self._stores = stores
        self._clock = clock
        self._wake = wake

    async def take_back(self, brand: str) -> int:
        """Put what is due into its queue again, with the time it has waited; returns how much.

        What was only offered goes back at once, what was accepted when its time to be finished is over. Doing it again
        is harmless: what is left to do stands on the seats.
        """
        back = 0
        for due in await self._stores.seats.returns_due(brand, SEATS):
            task = await self._stores.tasks.get(brand, due.conversation)
            if task is None or task.assignee is None or task.assignee.claim != due.claim:
                continue
            if task.state == "assigned" and due.back_at > self._clock.now_of(brand):
                continue
            try:
                await self.give_back(brand, task, due.reason)
            except VersionConflict:
                continue  # its assignee did something at this moment; the next turn looks again
            back += 1
        return back

    async def give_back(self, brand: str, task: Task, reason: str) -> None:
        """Put a task that somebody holds or is asked for into its queue again, with the time it has waited.

        Raises:
            VersionConflict: It is not as it was read.
        """
        await self._stores.tasks.commit([await self._returned(brand, task, reason)])
        if task.state == "offered":
            metrics.WITHDRAWN.inc()
        self._wake(brand)

    async def _returned(self, brand: str, task: Task, reason: str) -> TaskChange:
        now = self._clock.now_of(brand)
        queue = (await self._stores.rules.rules(brand)).queue(task.placement.queue)
        after = enqueue(task, queue, now, reason, fresh=False)
        cause = derived_id(brand, "returned", task.conversation, str(task.version))
        if task.state == "offered":
            event: Event = announce.offer_closed(brand, task, after, "withdrawn", cause, now)
        else:
            event = announce.queued(brand, after, cause, now, again=True)
        return TaskChange(brand, task, after, [event], frees=task.assignee)
