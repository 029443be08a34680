"""What people do with offers and tasks: accept, decline, complete, release, transfer, assign; each fenced by epoch."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from contracts.ids import derived_id
from services.routing import events as announce
from services.routing.application import metrics
from services.routing.application.actor import Actor
from services.routing.application.certification import refuse_who_is_barred, refuse_who_may_not_answer
from services.routing.application.changes import TaskChange
from services.routing.application.seat_choice import seat_for
from services.routing.application.task_runner import TaskRunner, cause_of
from services.routing.domain.handover import HandoverWord
from services.routing.domain.intake import transferred
from services.routing.domain.seat import guest_seat
from services.routing.domain.task import Task, TaskNotAllowed
from services.routing.domain.task_steps import (
    accept,
    accepted_meanwhile,
    assign_to,
    close_offer,
    enqueue,
    fence,
    finish,
    handed_over,
    offer_conversation,
)

SILENT = HandoverWord()


class TaskCommands(TaskRunner):
    """Commands on tasks; every one is one transaction over task, seats and events."""

    async def accept(self, actor: Actor, offer: str) -> Task:
        """Take an offered task; accepting again what one has accepted changes nothing."""

        async def step(task: Task) -> TaskChange | None:
            if task.state == "assigned" and task.offer is not None and task.offer.id == offer:
                return None
            now = self._clock.now_of(actor.brand)
            after = accept(task, offer, now)
            await refuse_who_may_not_answer(self._stores, actor.brand, task, after.employee or "", now)
            if after.assignee is not None:
                await refuse_who_is_barred(self._stores, actor.brand, task, after.assignee, now)
            return self._change(actor, task, after, "accept", announce.assigned)

        before, task = await self.run_step(actor, offer_conversation(offer), step, known_offer=offer)
        if before is not task:
            metrics.ACCEPTED.inc()
        return task

    async def decline(self, actor: Actor, offer: str) -> Task:
        """Refuse an offered task; it goes to somebody else, and not back for a while."""

        async def step(task: Task) -> TaskChange | None:
            queue = (await self._stores.rules.rules(actor.brand)).queue(task.placement.queue)
            now = self._clock.now_of(actor.brand)
            after = close_offer(task, queue, "declined", now)
            cause = cause_of(actor, task, "decline")
            event = announce.offer_closed(actor.brand, task, after, "declined", cause, now)
            return TaskChange(actor.brand, task, after, [event], frees=task.assignee)

        _, task = await self.run_step(actor, offer_conversation(offer), step, known_offer=offer)
        metrics.DECLINED.inc()
        return task

    async def complete(self, actor: Actor, conversation: str, epoch: int) -> Task:
        """End a task one holds."""

        async def step(task: Task) -> TaskChange | None:
            fence(task, epoch)
            if task.state != "assigned":
                raise TaskNotAllowed(task, "not_assigned")
            now = self._clock.now_of(actor.brand)
            after = finish(task, "done", now, f"completed by {actor.employee}")
            cause = cause_of(actor, task, "complete")
            event = announce.completed(actor.brand, task, after, "completed", cause, now)
            events = [event, *announce.invitations_changed(actor.brand, task, after, cause, now)]
            return TaskChange(actor.brand, task, after, events, frees=task.assignee)

        before, task = await self.run_step(actor, conversation, step)
        seconds = announce.handled_seconds(before, self._clock.now_of(actor.brand))
        await self._stores.figures.handled(actor.brand, [seconds] if seconds is not None else [])
        metrics.ENDED.labels("completed").inc()
        return task

    async def release(self, actor: Actor, conversation: str, epoch: int) -> Task:
        """Give a task one holds back to its queue; who gave it back is spared it for a while."""

        async def step(task: Task) -> TaskChange | None:
            fence(task, epoch)
            return await self._requeue(actor, task, "release")

        return (await self.run_step(actor, conversation, step))[1]

    async def transfer_to_queue(
        self, actor: Actor, conversation: str, epoch: int, queue: str, word: HandoverWord = SILENT
    ) -> Task:
        """Give a task one holds to another queue, where it waits anew; no rule takes it from there again."""

        async def step(task: Task) -> TaskChange | None:
            fence(task, epoch)
            change = await self._requeue(actor, task, "transfer", queue)
            return replace(
                change, after=handed_over(task, change.after, actor.employee, word, self._clock.now_of(actor.brand))
            )

        return (await self.run_step(actor, conversation, step))[1]

    async def hand_over(
        self, actor: Actor, conversation: str, epoch: int, employee: str, verb: str, word: HandoverWord = SILENT
    ) -> Task:
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
            now = self._clock.now_of(actor.brand)
            assignee = await seat_for(self._stores, actor.brand, task, employee, now)
            after = assign_to(task, assignee, now, actor.employee)
            if verb == "transfer":
                after = handed_over(task, after, actor.employee, word, now)
            change = self._change(actor, task, after, verb, announce.assigned)
            if assignee == task.assignee:
                return change
            beyond = assignee.seat == guest_seat(employee, conversation)
            return self._without_offer(replace(change, frees=task.assignee, takes=assignee, beyond=beyond))

        before, task = await self.run_step(actor, conversation, step)
        if before is not task and before.state == "offered":
            (metrics.ACCEPTED if before.employee == employee else metrics.WITHDRAWN).inc()
        return task

    def _without_offer(self, change: TaskChange) -> TaskChange:
        """The change with the end of the offer that it takes from somebody else."""
        before = change.before
        if before is None or before.state != "offered":
            return change
        cause = derived_id(change.brand, "withdrawn", before.conversation, str(before.version))
        now = self._clock.now_of(change.brand)
        closed = announce.offer_closed(change.brand, before, change.after, "withdrawn", cause, now)
        return replace(change, events=[closed, *change.events])

    async def _requeue(self, actor: Actor, task: Task, verb: str, queue: str | None = None) -> TaskChange:
        if task.state != "assigned":
            raise TaskNotAllowed(task, "not_assigned")
        now, rules = self._clock.now_of(actor.brand), await self._stores.rules.rules(actor.brand)
        placed = task if queue is None else transferred(task, queue, actor.employee, rules)
        target = rules.queue(placed.placement.queue)
        spared = dict(task.declined)
        if task.employee is not None:
            spared[task.employee] = now + timedelta(seconds=target.decline_seconds)
        fresh = target.id != task.placement.queue
        after = enqueue(replace(placed, declined=spared), target, now, f"{verb} by {actor.employee}", fresh=fresh)
        event = announce.queued(actor.brand, after, cause_of(actor, task, verb), now, again=True)
        return TaskChange(actor.brand, task, after, [event], frees=task.assignee)
