"""The seat of an employee whom a person gives a task to: the one reserved for it already, or the best free one."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from services.routing.application.certification import refuse_who_may_not_answer
from services.routing.application.ports import Stores
from services.routing.domain.invitation import barred, guest_seat, helps
from services.routing.domain.task import Assignee, Task, TaskNotAllowed


async def seat_for(stores: Stores, brand: str, task: Task, employee: str, now: datetime) -> Assignee:
    """The seat, beyond their own for who was invited to help.

    Whatever the employee lacks but a certificate or an acceptance is the giver's to judge.

    Raises:
        TaskNotAllowed: They have not accepted the guideline, lack a certificate, or have no free seat; or who was
            invited is not active, or may not work.
    """
    await refuse_who_may_not_answer(stores, brand, task, employee, now)
    if task.state == "offered" and task.assignee is not None and task.employee == employee:
        return task.assignee
    if helps(task.invitations, employee, now):
        await _refuse_who_cannot_help(stores, brand, task, employee)
        return Assignee(employee, guest_seat(employee, task.conversation), uuid4().hex)
    free = await stores.seats.free_of(brand, [employee])
    if not free:
        raise TaskNotAllowed(task, "no_free_seat")
    best = max(free, key=lambda each: len(each.tokens.intersection(task.asks)))
    return Assignee(employee, best.id, uuid4().hex)


async def _refuse_who_cannot_help(stores: Stores, brand: str, task: Task, employee: str) -> None:
    """Hold a guest seat against the entry: unlike seats of their own, it is not closed by what bars them."""
    entry = await stores.employees.get(brand, employee)
    code = "not_active" if entry is None else barred(entry)
    if code is not None:
        raise TaskNotAllowed(task, code)
