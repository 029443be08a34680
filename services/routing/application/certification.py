"""Which certificates an employee lacks for a task, by the entry and the guideline as they are now."""

from __future__ import annotations

from datetime import datetime

from services.routing.application.ports import Stores
from services.routing.domain import tokens
from services.routing.domain.employee import held_certificates
from services.routing.domain.task import Task, TaskNotAllowed


async def valid_certificates(stores: Stores, brand: str, employee: str, now: datetime) -> frozenset[str]:
    """The certificates of an employee that are valid now."""
    entry = await stores.employees.get(brand, employee)
    return frozenset(held_certificates(entry, now)) if entry else frozenset()


async def refuse_uncertified(stores: Stores, brand: str, task: Task, employee: str, now: datetime) -> None:
    """Let nobody own a task whose replies would be refused.

    Raises:
        TaskNotAllowed: The employee lacks a certificate; its name is in `missing`.
    """
    required = (await stores.rules.rules(brand)).certified(task.placement, task.facts).required
    missing = tokens.certificates_in(required) - await valid_certificates(stores, brand, employee, now)
    if missing:
        raise TaskNotAllowed(task, "certificate_missing", tuple(sorted(missing)))
