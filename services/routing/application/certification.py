"""Whether an employee may come to hold a task: nothing bars them, and they have what the guideline asks now."""

from __future__ import annotations

from datetime import datetime

from services.routing.application.ports import Stores
from services.routing.domain import tokens
from services.routing.domain.bars import barred
from services.routing.domain.employee import held_certificates
from services.routing.domain.seat import incident_of
from services.routing.domain.task import Assignee, Task, TaskNotAllowed


async def tokens_held(stores: Stores, brand: str, employee: str, now: datetime) -> frozenset[str]:
    """The tokens of an employee's department and of their certificates that are valid now."""
    entry = await stores.employees.get(brand, employee)
    if entry is None:
        return frozenset()
    held = {tokens.certificate(each) for each in held_certificates(entry, now)}
    return frozenset(held | ({tokens.team(entry.department)} if entry.department else set()))


async def refuse_who_may_not_answer(stores: Stores, brand: str, task: Task, employee: str, now: datetime) -> None:
    """Let nobody own a task whose replies would be refused, on whichever seat.

    Raises:
        TaskNotAllowed: The employee has not accepted the guideline in time, is not of the department that has taken
            the conversation over, or lacks a certificate; its name is in `missing`.
    """
    entry = await stores.employees.get(brand, employee)
    if entry is not None and not entry.may_answer:
        raise TaskNotAllowed(task, "guideline_not_accepted")
    department = task.facts.department
    if department is not None and (entry is None or entry.department != department):
        raise TaskNotAllowed(task, "taken_over")
    required = (await stores.rules.rules(brand)).guided(task.placement, task.facts).required
    held = frozenset(held_certificates(entry, now)) if entry else frozenset()
    missing = tokens.certificates_in(required) - held
    if missing:
        raise TaskNotAllowed(task, "certificate_missing", tuple(sorted(missing)))


async def refuse_who_is_barred(stores: Stores, brand: str, task: Task, assignee: Assignee, now: datetime) -> None:
    """Let nobody come to hold a task on a seat that their entry does not open now: seats may lag behind it.

    Raises:
        TaskNotAllowed: They are not active, may not work on that seat, or its surge place has ended.
    """
    entry = await stores.employees.get(brand, assignee.employee)
    code = "not_active" if entry is None else barred(entry, incident_of(assignee.seat), now)
    if code is not None:
        raise TaskNotAllowed(task, code)
