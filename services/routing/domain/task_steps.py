"""Every step of a task between waiting, offered, assigned and ended; each gives a new task or refuses."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Literal

from services.routing.domain.handover import Handover, HandoverWord, with_handover
from services.routing.domain.invitation import ended
from services.routing.domain.queue import Queue, RelaxationStep
from services.routing.domain.relaxation import demand
from services.routing.domain.task import ACTIVE, Assignee, Offer, Task, TaskNotAllowed, decisions_with


def offer_conversation(offer: str) -> str:
    """The conversation an offer's id names; an offer's id is `<conversation>.<epoch>`."""
    named = re.fullmatch(r"(.+)\.\d{1,12}", offer)
    return named.group(1) if named else ""


def ever_offered(task: Task, offer: str) -> bool:
    """Whether an offer of this id can have been made: an epoch the task has had."""
    return int(offer.rpartition(".")[2]) <= task.epoch


def enqueue(task: Task, queue: Queue, now: datetime, reason: str, *, fresh: bool) -> Task:
    """Put a task into its queue as waiting; `fresh` starts its waiting time anew."""
    queued_at = now if fresh else task.queued_at
    last = task.last_employee
    wait_for = last if fresh and last and queue.prefer_last_seconds > 0 and last not in task.declined else None
    demanded = demand(task.placement.required, _steps(task, queue), queued_at, now)
    prefer, step_at = _awaited(wait_for, demanded.next_at, queue, queued_at, now)
    return replace(
        task,
        state="waiting",
        queued_at=queued_at,
        asks=demanded.tokens,
        relaxed=demanded.relaxed,
        prefer=prefer,
        step_at=step_at,
        assignee=None,
        offer=None,
        assigned_at=None,
        ended_at=None,
        epoch=task.epoch + 1,
        version=task.version + 1,
        decisions=decisions_with(task, demanded.relaxed, now, "queued", reason=reason),
    )


def relax_requirements(task: Task, queue: Queue, now: datetime) -> Task:
    """Apply what waiting time has brought: steps of the queue, and the end of waiting for the last employee."""
    demanded = demand(task.placement.required, _steps(task, queue), task.queued_at, now)
    prefer, step_at = _awaited(task.prefer, demanded.next_at, queue, task.queued_at, now)
    return replace(task, asks=demanded.tokens, relaxed=demanded.relaxed, prefer=prefer, step_at=step_at)


def _steps(task: Task, queue: Queue) -> tuple[RelaxationStep, ...]:
    """The steps of a queue; a department that has taken the conversation over is asked for however long it waits."""
    if task.facts.department is None:
        return queue.steps
    return tuple(replace(step, drop=step.drop - {"team"}) for step in queue.steps)


def _awaited(
    preferred: str | None, next_step: datetime | None, queue: Queue, queued_at: datetime, now: datetime
) -> tuple[str | None, datetime | None]:
    """Who is still waited for, and when the next change comes: a step, or the end of that waiting."""
    until = queued_at + timedelta(seconds=queue.prefer_last_seconds)
    if preferred is None or until <= now:
        return None, next_step
    return preferred, until if next_step is None else min(until, next_step)


def offer_to(task: Task, assignee: Assignee, offer: Offer, candidates: int, reason: str) -> Task:
    """Reserve the task for an employee and ask them; only a waiting task can be offered."""
    if task.state != "waiting":
        raise TaskNotAllowed(task, "not_waiting")
    offered = replace(
        task,
        state="offered",
        assignee=assignee,
        offer=offer,
        epoch=task.epoch + 1,
        version=task.version + 1,
        step_at=None,
    )
    return offered.with_decision(
        offer.made_at, "offered", candidates=candidates, employee=assignee.employee, reason=reason
    )


def accept(task: Task, offer: str, now: datetime) -> Task:
    """The asked employee takes the task, under a new epoch; an offer that is over cannot be accepted any more.

    Who has not heard of the acceptance yet can tell so by the epoch, and need not refuse the new owner's command.
    """
    if task.state != "offered" or task.offer is None or task.offer.id != offer:
        raise TaskNotAllowed(task, "offer_closed")
    if task.offer.expires_at <= now:
        raise TaskNotAllowed(task, "offer_expired")
    taken = replace(
        task,
        state="assigned",
        assigned_at=now,
        declined={},
        invitations=ended(task.invitations, now, task.employee),
        epoch=task.epoch + 1,
        version=task.version + 1,
    )
    return taken.with_decision(now, "accepted", employee=task.employee)


def accepted_meanwhile(task: Task, epoch: int, employee: str) -> bool:
    """Whether the employee took, in the one step since `epoch`, what they were being offered then."""
    theirs = task.state == "assigned" and task.employee == employee
    return theirs and task.offer is not None and task.epoch == epoch + 1


def close_offer(task: Task, queue: Queue, outcome: Literal["declined", "timed_out"], now: datetime) -> Task:
    """The asked employee said no or nothing: the task waits again, keeps its waiting time, and spares them a while."""
    if task.state != "offered" or task.assignee is None:
        raise TaskNotAllowed(task, "offer_closed")
    spared = {employee: until for employee, until in task.declined.items() if until > now}
    spared[task.assignee.employee] = now + timedelta(seconds=queue.decline_seconds)
    return enqueue(replace(task, declined=spared), queue, now, f"offer {outcome}", fresh=False)


def assign_to(task: Task, assignee: Assignee, now: datetime, by: str) -> Task:
    """A person gives the task to an employee, whoever had it before.

    Given to who is just being asked, it counts as their acceptance: the offer stays with the task, as in `accept`.
    """
    if task.state not in ACTIVE:
        raise TaskNotAllowed(task, "ended")
    asked = task.state == "offered" and assignee == task.assignee
    given = replace(
        task,
        state="assigned",
        assignee=assignee,
        offer=task.offer if asked else None,
        assigned_at=now,
        declined={} if asked else task.declined,
        step_at=None,
        invitations=ended(task.invitations, now, assignee.employee),
        epoch=task.epoch + 1,
        version=task.version + 1,
    )
    return given.with_decision(now, "assigned", employee=assignee.employee, reason=f"assigned by {by}")


def handed_over(before: Task, after: Task, by: str, word: HandoverWord, now: datetime) -> Task:
    """The task after a handover, with the handover in its history."""
    handover = Handover(
        now,
        by,
        before.employee,
        before.placement.queue,
        after.employee,
        after.placement.queue,
        word.reason,
        word.note,
    )
    return replace(after, handovers=with_handover(after.handovers, handover))


def finish(task: Task, state: Literal["done", "withdrawn"], now: datetime, reason: str) -> Task:
    """End the task; who held it is remembered as the one who knows the contact."""
    if task.state not in ACTIVE:
        raise TaskNotAllowed(task, "ended")
    held = task.state == "assigned"
    over = replace(
        task,
        state=state,
        assignee=None,
        offer=None,
        prefer=None,
        step_at=None,
        declined={},
        ended_at=now,
        last_employee=task.employee if held else task.last_employee,
        invitations=ended(task.invitations, now),
        epoch=task.epoch + 1,
        version=task.version + 1,
    )
    return over.with_decision(now, "ended", employee=task.employee, reason=reason)


def fence(task: Task, epoch: int) -> None:
    """Refuse a command that was given on an older state of ownership."""
    if task.epoch != epoch:
        raise TaskNotAllowed(task, "stale_epoch")
