"""What follows when a certificate is lost: open offers to its holder are held against what is asked now."""

from __future__ import annotations

from dataclasses import replace

from chassis.errors import VersionConflict
from services.routing.application.changes import TaskChange
from services.routing.application.ports import Tasks
from services.routing.domain.intake import ASK_ANEW


async def ask_offers_anew(tasks: Tasks, brand: str, employee: str) -> None:
    """Have the next turn look at what the employee is offered; it withdraws what they may not answer.

    Accepting is refused by itself, so an offer that changed meanwhile is left to its deadline.
    """
    for task in await tasks.held_by(brand, employee, ["offered"]):
        try:
            await tasks.commit([TaskChange(brand, task, replace(task, circumstances=ASK_ANEW))])
        except VersionConflict:
            continue
