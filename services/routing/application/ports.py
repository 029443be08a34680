"""What the use cases of routing need of the outside: repositories of typed values, each write all or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chassis.timers import DueTimer, NewTimer
from contracts.event import Event
from services.routing.application.changes import EmployeeChange, TaskChange
from services.routing.domain.employee import DirectoryPerson, Employee, Presence
from services.routing.domain.intake import RoutingRules
from services.routing.domain.matching import FreeSeat
from services.routing.domain.queue import Queue
from services.routing.domain.seat import Census, ReturnDue
from services.routing.domain.task import Task
from services.routing.domain.workflow import Workflow

BrandAnd = tuple[str, str]
"""A brand and an id within it."""


@dataclass(frozen=True, slots=True)
class EmployeeFilter:
    """What a list of employees is narrowed by; None narrows nothing, `tokens` are all carried."""

    department: str | None = None
    presence: Presence | None = None
    volunteer: bool | None = None
    tokens: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """What a list of tasks is narrowed by; None narrows nothing."""

    state: str | None = None
    queue: str | None = None
    employee: str | None = None


class Tasks(Protocol):
    """The tasks of all brands; each question names one, and batches name many."""

    async def get(self, brand: str, conversation: str) -> Task | None:
        """One task, or None."""

    async def get_many(self, keys: Iterable[BrandAnd]) -> dict[BrandAnd, Task]:
        """Tasks by (brand, conversation) in one read."""
        ...

    async def pools(self, brand: str) -> list[str]:
        """The different sets of requirements among waiting tasks that wait for nobody in particular."""
        ...

    async def waiting_in(self, brand: str, pool: str, limit: int) -> list[Task]:
        """The most urgent tasks of a pool."""
        ...

    async def waiting_for_someone(self, brand: str, limit: int) -> list[Task]:
        """Tasks that wait for the employee who knows the contact."""
        ...

    async def step_due(self, brand: str, now: datetime, limit: int) -> list[Task]:
        """Waiting tasks whose requirements are relaxed now."""
        ...

    async def placed_otherwise(self, brand: str, circumstances: str, limit: int) -> list[Task]:
        """Waiting tasks that were placed under other rules or another state of crisis than the present."""
        ...

    async def offers_over(self, brand: str, now: datetime, limit: int) -> list[Task]:
        """Offered tasks whose employee let the time pass."""
        ...

    async def held_by(self, brand: str, employee: str, states: Sequence[str], limit: int = 200) -> list[Task]:
        """The tasks an employee is offered or holds."""
        ...

    async def page(self, brand: str, wanted: TaskFilter, after: tuple[datetime, str] | None, limit: int) -> list[Task]:
        """Tasks, oldest in their queue first, from behind the (queued_at, conversation) of the page before."""
        ...

    async def count_waiting(self, brand: str, queue: str | None = None) -> int:
        """How many wait, up to 100,000."""
        ...

    async def oldest_waiting(self, brand: str, queue: str | None = None) -> datetime | None:
        """Since when the one waits who waits longest."""

    async def any_offered(self, brand: str) -> bool:
        """Whether an offer is open."""
        ...

    async def commit(self, changes: Sequence[TaskChange]) -> None:
        """Write tasks, seats and events: all of it or nothing.

        Raises:
            VersionConflict: A task or seat is not as it was read; read again and decide anew.
        """


class Seats(Protocol):
    """Capacity slots: each is free, held by one conversation, or closed; a conversation holds one at most."""

    async def any_free(self, brand: str) -> bool:
        """Whether anybody could take anything."""
        ...

    async def any_open(self, brand: str) -> bool:
        """Whether anybody works, busy or not."""
        ...

    async def count_free_with(self, brand: str, token: str, limit: int) -> int:
        """How many free seats carry a token, counted up to a limit."""
        ...

    async def count_with(self, brand: str, token: str) -> tuple[int, int]:
        """Free seats with a token, and free and held ones together."""
        ...

    async def free_with(self, brand: str, tokens: Sequence[str], limit: int) -> list[FreeSeat]:
        """Free seats with all the tokens, longest idle first; the rarest token stands first."""
        ...

    async def free_of(self, brand: str, employees: Sequence[str]) -> list[FreeSeat]:
        """The free seats of some employees."""
        ...

    async def present(self, brand: str, employees: Sequence[str]) -> set[str]:
        """Which of the employees have a seat that takes work when it is free."""
        ...

    async def claim(self, brand: str, wanted: Sequence[tuple[str, str]], claim: str) -> set[str]:
        """Claim (seat, conversation) pairs that are still free; gives the seats that were won."""
        ...

    async def claimed(self, brand: str, seats: Sequence[str], claim: str) -> set[str]:
        """Which of the seats are pending under this claim."""
        ...

    async def let_go(self, brand: str, seats: Iterable[str], claim: str) -> None:
        """Give back seats whose claim came to nothing."""

    async def left_behind(self, brand: str, before: datetime, limit: int) -> list[tuple[str, str]]:
        """Claims older than `before` that no task followed: (seat, claim)."""
        ...

    async def rest(self, brand: str, employees: Sequence[str]) -> None:
        """Put the other free seats of who just got work behind those of who waits."""

    async def census(self, brand: str) -> Census:
        """Present employees, open seats and busy seats."""
        ...

    async def going_back(self, brand: str, limit: int) -> list[ReturnDue]:
        """What is held on seats of places that ended, the first to go back first."""
        ...


class Employees(Protocol):
    """The employees of all brands, and people as the gateway knows them."""

    async def get(self, brand: str, employee: str) -> Employee | None:
        """One employee, or None."""

    async def get_many(self, keys: Iterable[BrandAnd]) -> dict[BrandAnd, Employee]:
        """Employees by (brand, id) in one read."""
        ...

    async def page(self, brand: str, wanted: EmployeeFilter, after: str | None, limit: int) -> list[Employee]:
        """Employees by id, from behind the last of the page before."""
        ...

    async def changing(self, brand: str, now: datetime, limit: int) -> list[Employee]:
        """Employees for whom time itself changed something: a shift, a certificate, a place."""
        ...

    async def placed_in(self, brand: str, incident: str, limit: int) -> list[Employee]:
        """Employees with an open place in an incident."""
        ...

    async def general(self, brand: str, after: str | None, limit: int) -> list[Employee]:
        """Employees bound to no queue, a page at a time: a new queue is theirs too."""
        ...

    async def people(self, keys: Iterable[BrandAnd]) -> dict[BrandAnd, DirectoryPerson]:
        """People by (brand, person), as the gateway said last."""
        ...

    async def put_people(self, people: Mapping[BrandAnd, DirectoryPerson]) -> None:
        """Store people; one of an older version than the stored one changes nothing."""

    async def commit(self, changes: Sequence[EmployeeChange]) -> None:
        """Write employees, their seats and events: all of it or nothing.

        Raises:
            VersionConflict: An employee is not as they were read.
        """


class RuleVersions(Protocol):
    """What brands route by: queues, workflow versions, incidents; read through a short-lived copy."""

    async def rules(self, brand: str) -> RoutingRules:
        """The brand's rules as of some seconds ago at most."""
        ...

    def forget(self, brand: str) -> None:
        """Read the brand's rules again next time."""

    async def queues(self, brand: str) -> dict[str, Queue]:
        """The brand's queues by id, those it has by default among them."""
        ...

    async def put_queue(self, brand: str, queue: Queue, expected: int | None) -> Queue:
        """Store a queue as the next version; raises VersionConflict when it is not at `expected`."""
        ...

    async def workflow(self, brand: str, version: int | None = None) -> Workflow:
        """The workflow in force, or an older version; raises LookupError when there is no such version."""
        ...

    async def workflow_versions(self, brand: str, before: int | None, limit: int) -> list[Workflow]:
        """Versions of the workflow, newest first, from below `before`; the default one is the last."""
        ...

    async def put_workflow(self, brand: str, workflow: Workflow, by: str) -> None:
        """Store a workflow under its version; raises VersionConflict when that version exists."""

    async def put_incident(self, brand: str, incident: str, severity: int | None, *, active: bool) -> None:
        """Store that an incident is on, with its severity, or over; an incident that is over stays over."""


class BrandFigures(Protocol):
    """Figures of a brand that outlive a process."""

    async def mean_handle_seconds(self, brand: str) -> float | None:
        """The running mean of how long a task is held, None before the first."""

    async def handled(self, brand: str, seconds: Sequence[float]) -> None:
        """Take handled tasks into the mean."""

    async def turn_to_report(self, brand: str, now: datetime, before: datetime) -> bool:
        """Take the turn to report the staffing, if nobody has since `before`; one of several processes gets it."""
        ...

    async def emit(self, event: Event) -> None:
        """Emit an event that goes with no other write."""


class Schedule(Protocol):
    """Durable timers."""

    async def schedule(self, timers: Sequence[NewTimer]) -> None:
        """Set timers; setting one again moves it."""

    async def done_many(self, timers: Sequence[DueTimer]) -> None:
        """Finish timers; raises Fenced when one was moved or taken over."""


@dataclass(frozen=True, slots=True)
class Stores:
    """Everything the use cases of routing reach."""

    tasks: Tasks
    seats: Seats
    employees: Employees
    rules: RuleVersions
    figures: BrandFigures
    schedule: Schedule
