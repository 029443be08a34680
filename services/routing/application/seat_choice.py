"""The seat of an employee whom a person gives a task to: the one reserved for it already, or the best free one."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from services.routing.application.certification import refuse_who_is_barred, refuse_who_may_not_answer
from services.routing.application.ports import Stores
from services.routing.domain.invitation import helps
from services.routing.domain.seat import guest_seat
from services.routing.domain.task import Assignee, Task, TaskNotAllowed


async def seat_for(stores: Stores, brand: str, task: Task, employee: str, now: datetime) -> Assignee:
    """The seat, beyond their own for who was invited to help.

    Whatever the employee lacks but a certificate, an acceptance or the right to work is the giver's to judge.

    Raises:
        TaskNotAllowed: They are barred, lack a certificate, or have no free seat.
    """
    await refuse_who_may_not_answer(stores, brand, task, employee, now)
    assignee = await _chosen(stores, brand, task, employee, now)
    if assignee is None:
        raise TaskNotAllowed(task, "no_free_seat")
    await refuse_who_is_barred(stores, brand, task, assignee, now)
    return assignee


async def _chosen(stores: Stores, brand: str, task: Task, employee: str, now: datetime) -> Assignee | None:
    if task.state == "offered" and task.assignee is not None and task.employee == employee:
        return task.assignee
    if helps(task.invitations, employee, now):
        return Assignee(employee, guest_seat(employee, task.conversation), uuid4().hex)
    free = await stores.seats.free_of(brand, [employee])
    if not free:
        return None
    best = max(free, key=lambda each: len(each.tokens.intersection(task.asks)))
    return Assignee(employee, best.id, uuid4().hex)
