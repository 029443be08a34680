"""What people do with offers and tasks: accept, decline, complete, release, transfer, assign; each fenced by epoch."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import uuid4

from chassis.clock import Clock
from chassis.errors import VersionConflict
from contracts.event import Event
from contracts.ids import derived_id
from services.routing import events as announce
from services.routing.application import metrics
from services.routing.domain import tokens
from services.routing.domain.task import (
    Holder,
    NotAllowed,
    Task,
    accept,
    assign_to,
    close_offer,
    enqueue,
    fence,
    finish,
)
from services.routing.persistence.figures import FigureStore
from services.routing.persistence.rules import RuleStore
from services.routing.persistence.seats import SeatStore
from services.routing.persistence.tasks import Change, TaskStore, offer_conversation

Step = Callable[[Task], Awaitable[Change | None]]

LEAVING = 500  # seats looked at in one turn; the next turn takes the rest
TRIES = 5  # the task or its seat changed meanwhile: read again and judge anew


class NotTheirs(Exception):
    """The caller may act on their own offers and tasks only; this is somebody else's."""


class Unknown(Exception):
    """There is no such task or offer in the brand."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: an employee on their own, or somebody who may act for others."""

    brand: str
    employee: str
    for_others: bool


class Desk:
    """Commands on tasks; every one is one transaction over task, seats and events."""

    def __init__(
        self,
        tasks: TaskStore,
        seats: SeatStore,
        rules: RuleStore,
        figures: FigureStore,
        clock: Clock,
        wake: Callable[[str], None],
    ) -> None:
        """`wake` tells the matcher that a seat came free or a task waits."""
        self._tasks = tasks
        self._seats = seats
        self._rules = rules
        self._figures = figures
        self._clock = clock
        self._wake = wake

    async def accept(self, actor: Actor, offer: str) -> Task:
        """Take an offered task; accepting again what one has accepted changes nothing."""

        async def step(task: Task) -> Change | None:
            if task.state == "assigned" and task.offer is not None and task.offer.id == offer:
                return None
            after = accept(task, offer, self._clock.now())
            return self._change(actor, task, after, "accept", announce.assigned)

        before, task = await self._do(actor, offer_conversation(offer), step, known_offer=offer)
        if before is not task:
            metrics.ACCEPTED.inc()
        return task

    async def decline(self, actor: Actor, offer: str) -> Task:
        """Refuse an offered task; it goes to somebody else, and not back for a while."""

        async def step(task: Task) -> Change | None:
            queue = (await self._rules.rules(actor.brand)).queue(task.placement.queue)
            now = self._clock.now()
            after = close_offer(task, queue, "declined", now)
            cause = _cause(actor, task, "decline")
            told = announce.offer_closed(actor.brand, task, after, "declined", cause, now)
            return Change(actor.brand, task, after, [told], frees=task.holder)

        _, task = await self._do(actor, offer_conversation(offer), step, known_offer=offer)
        metrics.DECLINED.inc()
        return task

    async def complete(self, actor: Actor, conversation: str, epoch: int) -> Task:
        """End a task one holds."""

        async def step(task: Task) -> Change | None:
            fence(task, epoch)
            if task.state != "assigned":
                raise NotAllowed(task, "not_assigned")
            now = self._clock.now()
            after = finish(task, "done", now, f"completed by {actor.employee}")
            told = announce.completed(actor.brand, task, after, "completed", _cause(actor, task, "complete"), now)
            return Change(actor.brand, task, after, [told], frees=task.holder)

        before, task = await self._do(actor, conversation, step)
        seconds = announce.handled_seconds(before, self._clock.now())
        await self._figures.handled(actor.brand, [seconds] if seconds is not None else [])
        metrics.ENDED.labels("completed").inc()
        return task

    async def release(self, actor: Actor, conversation: str, epoch: int) -> Task:
        """Give a task one holds back to its queue; who gave it back is spared it for a while."""

        async def step(task: Task) -> Change | None:
            fence(task, epoch)
            return await self._back(actor, task, task.placement.queue, "release")

        return (await self._do(actor, conversation, step))[1]

    async def transfer_to_queue(self, actor: Actor, conversation: str, epoch: int, queue: str) -> Task:
        """Give a task one holds to another queue, where it waits anew."""

        async def step(task: Task) -> Change | None:
            fence(task, epoch)
            return await self._back(actor, task, queue, "transfer")

        return (await self._do(actor, conversation, step))[1]

    async def hand_over(self, actor: Actor, conversation: str, epoch: int, employee: str, verb: str) -> Task:
        """Give a task to an employee with a free seat: whatever they lack but a certificate is the giver's to judge."""

        async def step(task: Task) -> Change | None:
            fence(task, epoch)
            if verb == "transfer" and task.state != "assigned":
                raise NotAllowed(task, "not_assigned")
            if task.employee == employee and task.state == "assigned":
                raise NotAllowed(task, "already_theirs")
            holder = await self._seat_for(actor.brand, task, employee)
            after = assign_to(task, holder, self._clock.now(), actor.employee)
            change = self._change(actor, task, after, verb, announce.assigned)
            return replace(change, frees=task.holder, takes=holder)

        return (await self._do(actor, conversation, step))[1]

    async def take_back(self, brand: str) -> int:
        """Put what is held on places that ended into its queue again, with the time it has waited; gives how much.

        What was only offered goes back at once, what was accepted when its time to be finished is over. Doing it again
        is harmless: what is left to do stands on the seats.
        """
        back = 0
        for leaving in await self._seats.going_back(brand, LEAVING):
            task = await self._tasks.get(brand, leaving.conversation)
            if task is None or task.holder is None or task.holder.claim != leaving.claim:
                continue
            if task.state == "assigned" and leaving.back_at > self._clock.now():
                continue
            try:
                await self._tasks.commit([await self._returned(brand, task)])
            except VersionConflict:
                continue  # its holder did something at this moment; the next turn looks again
            back += 1
        if back:
            self._wake(brand)
        return back

    async def _returned(self, brand: str, task: Task) -> Change:
        now = self._clock.now()
        queue = (await self._rules.rules(brand)).queue(task.placement.queue)
        after = enqueue(task, queue, now, f"the surge place of {task.employee} ended", fresh=False)
        cause = derived_id(brand, "place_ended", task.conversation, str(task.version))
        if task.state == "offered":
            told: Event = announce.offer_closed(brand, task, after, "withdrawn", cause, now)
        else:
            told = announce.queued(brand, after, cause, now, again=True)
        return Change(brand, task, after, [told], frees=task.holder)

    async def _do(
        self, actor: Actor, conversation: str, step: Step, known_offer: str | None = None
    ) -> tuple[Task, Task]:
        for _ in range(TRIES):
            task = await self._tasks.get(actor.brand, conversation)
            if task is None or (known_offer is not None and not _ever_offered(task, known_offer)):
                raise Unknown
            if known_offer is not None and (task.offer is None or task.offer.id != known_offer):
                raise NotAllowed(task, "offer_closed")
            if not actor.for_others and task.employee != actor.employee:
                if task.employee is None:
                    raise NotAllowed(task, "not_assigned")
                raise NotTheirs
            change = await step(task)
            if change is None:
                return task, task
            try:
                await self._tasks.commit([change])
            except VersionConflict:
                continue
            self._wake(actor.brand)
            return task, change.after
        raise VersionConflict

    async def _back(self, actor: Actor, task: Task, queue: str, verb: str) -> Change:
        if task.state != "assigned":
            raise NotAllowed(task, "not_assigned")
        now = self._clock.now()
        target = (await self._rules.rules(actor.brand)).queue(queue)
        spared = dict(task.declined)
        if task.employee is not None:
            spared[task.employee] = now + timedelta(seconds=target.decline_seconds)
        required = {each for each in task.placement.required if tokens.kind(each) != "queue"} | {tokens.queue(queue)}
        placement = replace(task.placement, queue=queue, required=tuple(sorted(required)))
        reason = f"{verb} by {actor.employee}"
        moved = replace(task, declined=spared, placement=placement)
        after = enqueue(moved, target, now, reason, fresh=queue != task.placement.queue)
        told = announce.queued(actor.brand, after, _cause(actor, task, verb), now, again=True)
        return Change(actor.brand, task, after, [told], frees=task.holder)

    async def _seat_for(self, brand: str, task: Task, employee: str) -> Holder:
        free = await self._seats.free_of(brand, [employee])
        if not free:
            raise NotAllowed(task, "no_free_seat")
        certificates = {each for each in task.placement.required if tokens.kind(each) == "cert"}
        fitting = [seat for seat in free if seat.tokens >= certificates]
        if not fitting:
            raise NotAllowed(task, "certificate_missing")
        best = max(fitting, key=lambda seat: len(seat.tokens.intersection(task.asks)))
        return Holder(employee, best.id, uuid4().hex)

    def _change(self, actor: Actor, before: Task, after: Task, verb: str, say: Callable[..., Event]) -> Change:
        event = say(actor.brand, after, _cause(actor, before, verb), self._clock.now())
        return Change(actor.brand, before, after, [event])


def _cause(actor: Actor, task: Task, verb: str) -> str:
    return derived_id(actor.brand, "command", task.conversation, verb, str(task.version))


def _ever_offered(task: Task, offer: str) -> bool:
    """Whether an offer of this id can have been made: an epoch the task has had."""
    return int(offer.rpartition(".")[2]) <= task.epoch
