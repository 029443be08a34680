"""What the routes reach: the parts of the service, put on the application when it starts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from chassis.auth import Principal
from chassis.clock import Clock
from chassis.http.problem import Conflict, Forbidden, NotFound
from chassis.timers import Timers
from services.routing.application.employee_commands import Staff
from services.routing.application.task_commands import Actor, Desk, NotTheirs, Unknown
from services.routing.domain.task import NotAllowed
from services.routing.persistence.employees import EmployeeStore
from services.routing.persistence.figures import FigureStore
from services.routing.persistence.rules import RuleStore
from services.routing.persistence.seats import SeatStore
from services.routing.persistence.tasks import TaskStore

FOR_OTHERS = "tasks:assign"

SENTENCES = {
    "stale_epoch": "The task has changed hands since you read it.",
    "offer_closed": "The offer is over.",
    "offer_expired": "The offer has expired.",
    "not_assigned": "Nobody holds the task.",
    "not_waiting": "The task does not wait.",
    "already_theirs": "The employee holds the task already.",
    "no_free_seat": "The employee has no free seat.",
    "certificate_missing": "The employee lacks a certificate the task needs.",
    "ended": "The task has ended.",
}


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts the API uses."""

    clock: Clock
    timers: Timers
    tasks: TaskStore
    seats: SeatStore
    employees: EmployeeStore
    rules: RuleStore
    figures: FigureStore
    staff: Staff
    desk: Desk


def parts(request: Request) -> Parts:
    """The parts of this process."""
    found: Parts = request.app.state.parts
    return found


Service = Annotated[Parts, Depends(parts)]


def actor(caller: Principal) -> Actor:
    """The caller as somebody who acts on tasks."""
    return Actor(caller.brand, caller.subject, FOR_OTHERS in caller.scopes)


class told_as_problems:  # noqa: N801 - reads as words in `with told_as_problems():`
    """Turns the refusals of the rules into problems."""

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        """Raise the problem that says what the refusal says."""
        if isinstance(error, Unknown):
            raise NotFound from None
        if isinstance(error, NotTheirs):
            raise Forbidden(FOR_OTHERS, "This is somebody else's; acting for others needs tasks:assign.") from None
        if isinstance(error, NotAllowed):
            task = error.task
            raise Conflict(
                SENTENCES[error.code],
                state=task.state,
                reason=error.code,
                epoch=task.epoch,
                employee=task.employee,
                queue=task.placement.queue,
            ) from None
