"""What people do with offers and tasks: accept, decline, complete, release, transfer, assign; each fenced by epoch."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

from chassis.clock import Clock
from chassis.retrying import on_conflict
from contracts.event import Event
from contracts.ids import derived_id
from services.routing import events as announce
from services.routing.application import metrics
from services.routing.application.actor import Actor, NotTheirs, UnknownTask
from services.routing.application.certification import refuse_who_may_not_answer
from services.routing.application.changes import TaskChange
from services.routing.application.ports import Stores
from services.routing.application.seat_choice import seat_for
from services.routing.domain.intake import transferred
from services.routing.domain.task import Task, TaskNotAllowed
from services.routing.domain.task_steps import (
    accept,
    accepted_meanwhile,
    assign_to,
    close_offer,
    enqueue,
    ever_offered,
    fence,
    finish,
    offer_conversation,
)

TaskStep = Callable[[Task], Awaitable[TaskChange | None]]


class TaskCommands:
    """Commands on tasks; every one is one transaction over task, seats and events."""

    def __init__(self, stores: Stores, clock: Clock, wake: Callable[[str], None]) -> None:
        """`wake` notifies the matcher that a seat came free or a task waits."""
        self._stores = stores
        self._clock = clock
        self._wake = wake

    async def accept(self, actor: Actor, offer: str) -> Task:
        """Take an offered task; accepting again what one has accepted changes nothing."""

        async def step(task: Task) -> TaskChange | None:
            if task.state == "assigned" and task.offer is not None and task.offer.id == offer:
                return None
            after = accept(task, offer, self._clock.now())
            await refuse_who_may_not_answer(self._stores, actor.brand, task, task.employee or "", self._clock.now())
            return self._change(actor, task, after, "accept", announce.assigned)

        before, task = await self._run_step(actor, offer_conversation(offer), step, known_offer=offer)
        if before is not task:
            metrics.ACCEPTED.inc()
        return task

    async def decline(self, actor: Actor, offer: str) -> Task:
        """Refuse an offered task; it goes to somebody else, and not back for a while."""

        async def step(task: Task) -> TaskChange | None:
            queue = (await self._stores.rules.rules(actor.brand)).queue(task.placement.queue)
            now = self._clock.now()
            after = close_offer(task, queue, "declined", now)
            cause = _cause(actor, task, "decline")
            event = announce.offer_closed(actor.brand, task, after, "declined", cause, now)
            return TaskChange(actor.brand, task, after, [event], frees=task.assignee)

        _, task = await self._run_step(actor, offer_conversation(offer), step, known_offer=offer)
        metrics.DECLINED.inc()
        return task

    async def complete(self, actor: Actor, conversation: str, epoch: int) -> Task:
        """End a task one holds."""

        async def step(task: Task) -> TaskChange | None:
            fence(task, epoch)
            if task.state != "assigned":
                raise TaskNotAllowed(task, "not_assigned")
            now = self._clock.now()
            after = finish(task, "done", now, f"completed by {actor.employee}")
            event = announce.completed(actor.brand, task, after, "completed", _cause(actor, task, "complete"), now)
            return TaskChange(actor.brand, task, after, [event], frees=task.assignee)

        before, task = await self._run_step(actor, conversation, step)
        seconds = announce.handled_seconds(before, self._clock.now())
        await self._stores.figures.handled(actor.brand, [seconds] if seconds is not None else [])
        metrics.ENDED.labels("completed").inc()
        return task

    async def release(self, actor: Actor, conversation: str, epoch: int) -> Task:
        """Give a task one holds back to its queue; who gave it back is spared it for a while."""

        async def step(task: Task) -> TaskChange | None:
            fence(task, epoch)
            return await self._requeue(actor, task, "release")

        return (await self._run_step(actor, conversation, step))[1]

    async def transfer_to_queue(self, actor: Actor, conversation: str, epoch: int, queue: str) -> Task:
        """Give a task one holds to another queue, where it waits anew; no rule takes it from there again."""

        async def step(task: Task) -> TaskChange | None:
            fence(task, epoch)
            return await self._requeue(actor, task, "transfer", queue)

        return (await self._run_step(actor, conversation, step))[1]

    async def hand_over(self, actor: Actor, conversation: str, epoch: int, employee: str, verb: str) -> Task:
        """Give a task to an employee: on the seat their offer of it has reserved, else on a free one.

        Who accepted it at the same moment has it as the giver wants: that is no refusal.
        """

        async def step(task: Task) -> TaskChange | None:
            if accepted_meanwhile(task, epoch, employee):
                return None
            fence(task, epoch)
            if verb == "transfer" and task.state != "assigned":
                raise TaskNotAllowed(task, "not_assigned")
            if task.employee == employee and task.state == "assigned":
                raise TaskNotAllowed(task, "already_theirs")
            now = self._clock.now()
            assignee = await seat_for(self._stores, actor.brand, task, employee, now)
            after = assign_to(task, assignee, now, actor.employee)
            change = self._change(actor, task, after, verb, announce.assigned)
            if assignee == task.assignee:
                return change
            return self._without_offer(replace(change, frees=task.assignee, takes=assignee))

        before, task = await self._run_step(actor, conversation, step)
        if before is not task and before.state == "offered":
            (metrics.ACCEPTED if before.employee == employee else metrics.WITHDRAWN).inc()
        return task

    def _without_offer(self, change: TaskChange) -> TaskChange:
        """The change with the end of the offer that it takes from somebody else."""
        before = change.before
        if before is None or before.state != "offered":
            return change
        cause = derived_id(change.brand, "withdrawn", before.conversation, str(before.version))
        now = self._clock.now()
        closed = announce.offer_closed(change.brand, before, change.after, "withdrawn", cause, now)
        return replace(change, events=[closed, *change.events])

    async def _run_step(
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

    async def _requeue(self, actor: Actor, task: Task, verb: str, queue: str | None = None) -> TaskChange:
        if task.state != "assigned":
            raise TaskNotAllowed(task, "not_assigned")
        now, rules = self._clock.now(), await self._stores.rules.rules(actor.brand)
        placed = task if queue is None else transferred(task, queue, actor.employee, rules)
        target = rules.queue(placed.placement.queue)
        spared = dict(task.declined)
        if task.employee is not None:
            spared[task.employee] = now + timedelta(seconds=target.decline_seconds)
        fresh = target.id != task.placement.queue
        after = enqueue(replace(placed, declined=spared), target, now, f"{verb} by {actor.employee}", fresh=fresh)
        event = announce.queued(actor.brand, after, _cause(actor, task, verb), now, again=True)
        return TaskChange(actor.brand, task, after, [event], frees=task.assignee)

    def _change(self, actor: Actor, before: Task, after: Task, verb: str, event_of: Callable[..., Event]) -> TaskChange:
        event = event_of(actor.brand, after, _cause(actor, before, verb), self._clock.now())
        return TaskChange(actor.brand, before, after, [event])


def _cause(actor: Actor, task: Task, verb: str) -> str:
    return derived_id(actor.brand, "command", task.conversation, verb, str(task.version))
