"""Changes that a use case hands to one commit: a task's or an employee's step with everything that belongs to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from contracts.event import Event
from services.routing.domain.employee import Employee, SeatPlan, VolunteerPlace
from services.routing.domain.task import Assignee, Task

BrandAnd = tuple[str, str]
"""A brand and an id within it."""


@dataclass(frozen=True, slots=True)
class TaskChange:
    """One task's step with what goes with it: `frees` and `settles` a claimed seat, `takes` a free one, `events`.

    `beyond`: the seat that it takes is beyond those of the employee, made for this task and deleted when it is let go.
    """

    brand: str
    before: Task | None
    after: Task
    events: Sequence[Event] = ()
    frees: Assignee | None = None
    settles: Assignee | None = None
    takes: Assignee | None = None
    beyond: bool = False

    @property
    def seats_moved(self) -> int:
        """The number of seats that change hands in this step."""
        return sum(each is not None for each in (self.frees, self.settles, self.takes))


@dataclass(frozen=True, slots=True)
class EmployeeChange:
    """An employee's step: as they were (None: new), as they are, the seats they should have, and its events.

    `ended` are places that this step takes back.
    """

    brand: str
    before: Employee | None
    after: Employee
    plans: Sequence[SeatPlan]
    events: Sequence[Event] = ()
    ended: Sequence[VolunteerPlace] = ()

    @property
    def joins(self) -> bool:
        """Whether it may have brought them into an audience, which is noted with it: new, active again, another job."""
        return self.after.active and (self.before is None or _job(self.before) != _job(self.after))


def _job(employee: Employee) -> tuple[bool, str | None, str | None, int | None]:
    return employee.active, employee.department, employee.role, employee.level
