"""Running one step of a task for somebody: read, checked, written, and again when it changed meanwhile."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from chassis.clock import Clock
from chassis.retrying import on_conflict
from contracts.event import Event
from contracts.ids import derived_id
from services.routing import events as announce
from services.routing.application.actor import Actor, NotTheirs, UnknownTask
from services.routing.application.changes import TaskChange
from services.routing.application.ports import Stores
from services.routing.domain.task import Task, TaskNotAllowed
from services.routing.domain.task_steps import ever_offered

TaskStep = Callable[[Task], Awaitable[TaskChange | None]]


class TaskRunner:
    """What the commands on tasks share."""

    def __init__(self, stores: Stores, clock: Clock, wake: Callable[[str], None]) -> None:
        """`wake` notifies the matcher that a seat came free or a task waits."""
        self._stores = stores
        self._clock = clock
        self._wake = wake

    async def run_step(
        self, actor: Actor, conversation: str, step: TaskStep, known_offer: str | None = None
    ) -> tuple[Task, Task]:
        """Run a step on the task as it is now, again when it changed meanwhile; returns the task before and after.

        Raises:
            UnknownTask, NotTheirs, NotAllowed: The caller cannot do this to it.
            VersionConflict: It changed each time.
        """

        async def attempt() -> tuple[Task, Task]:
            task = await self._stores.tasks.get(actor.brand, conversation)
            if task is None or (known_offer is not None and not ever_offered(task, known_offer)):
                raise UnknownTask
            if known_offer is not None and (task.offer is None or task.offer.id != known_offer):
                raise TaskNotAllowed(task, "offer_closed")
            if not actor.for_others and task.employee != actor.employee:
                if task.employee is None:
                    raise TaskNotAllowed(task, "not_assigned")
                raise NotTheirs
            change = await step(task)
            if change is None:
                return task, task
            await self._stores.tasks.commit([change])
            self._wake(actor.brand)
            return task, change.after

        return await on_conflict(attempt)

    def _change(self, actor: Actor, before: Task, after: Task, verb: str, event_of: Callable[..., Event]) -> TaskChange:
        cause, now = cause_of(actor, before, verb), self._clock.now_of(actor.brand)
        events = [event_of(actor.brand, after, cause, now)]
        events += announce.invitations_changed(actor.brand, before, after, cause, now)
        return TaskChange(actor.brand, before, after, events)


def cause_of(actor: Actor, task: Task, verb: str) -> str:
    """The cause of the events of a command: the task at the version it was given on."""
    return derived_id(actor.brand, "command", task.conversation, verb, str(task.version))
