"""The seat of an employee whom a person gives a task to: the one reserved for it already, or the best free one."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from services.routing.application.certification import refuse_uncertified
from services.routing.application.ports import Stores
from services.routing.domain.task import Assignee, Task, TaskNotAllowed


async def seat_for(stores: Stores, brand: str, task: Task, employee: str, now: datetime) -> Assignee:
    """The seat; whatever the employee lacks but a certificate is the giver's to judge.

    Raises:
        TaskNotAllowed: They have no free seat, or lack a certificate.
    """
    if task.state == "offered" and task.assignee is not None and task.employee == employee:
        seat = task.assignee
    else:
        free = await stores.seats.free_of(brand, [employee])
        if not free:
            raise TaskNotAllowed(task, "no_free_seat")
        best = max(free, key=lambda each: len(each.tokens.intersection(task.asks)))
        seat = Assignee(employee, best.id, uuid4().hex)
    await refuse_uncertified(stores, brand, task, employee, now)
    return seat
