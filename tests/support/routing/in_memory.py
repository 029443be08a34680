"""The stores of routing in memory: the same promises as those on MongoDB, shown by the same suites."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from chassis.clock import Clock
from chassis.errors import Fenced, VersionConflict
from chassis.timers import DueTimer, NewTimer
from contracts.event import Event
from services.routing.application.changes import EmployeeChange, TaskChange
from services.routing.application.ports import BrandAnd, EmployeeFilter, Joiner, Republication, Stores, TaskFilter
from services.routing.domain import defaults
from services.routing.domain.bars import leaving
from services.routing.domain.certificate import CertificateDefinition
from services.routing.domain.coverage import CoverageBy, CoverageCounts, counted
from services.routing.domain.employee import DirectoryPerson, Employee, next_change, open_places
from services.routing.domain.guideline import AcceptanceCopy, GuidelineCopy
from services.routing.domain.matching import FreeSeat
from services.routing.domain.queue import Queue
from services.routing.domain.rules import RoutingRules
from services.routing.domain.seat import Census, ReturnDue, is_guest_seat, return_reason
from services.routing.domain.shortfall import OpenSeat
from services.routing.domain.silence import SIGN_SECONDS
from services.routing.domain.staffing import running_mean
from services.routing.domain.task import State, Task
from services.routing.domain.workflow import ActiveIncident, Workflow
from tests.support.routing.learning_in_memory import (
    Learning,
    MemoryCertificateRecords,
    MemoryCourses,
    MemoryEnrolments,
    MemorySessions,
)

T = TypeVar("T")

NEVER = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class SeatRow:
    """A seat as it is stored."""

    seat: str
    employee: str
    open: bool
    tokens: frozenset[str]
    incident: str | None
    state: str
    idle_since: datetime
    holds: str | None = None
    claim: str | None = None
    pending: bool = False
    claimed_at: datetime | None = None
    back_at: datetime | None = None
    back_why: str | None = None
    epoch: int = 0


@dataclass
class Database:
    """Everything that is stored, by brand and id."""

    tasks: dict[BrandAnd, Task] = field(default_factory=dict)
    seats: dict[BrandAnd, SeatRow] = field(default_factory=dict)
    employees: dict[BrandAnd, Employee] = field(default_factory=dict)
    change_at: dict[BrandAnd, datetime | None] = field(default_factory=dict)
    tokens: dict[BrandAnd, frozenset[str]] = field(default_factory=dict)
    people: dict[BrandAnd, DirectoryPerson] = field(default_factory=dict)
    acceptances: dict[BrandAnd, dict[int, AcceptanceCopy]] = field(default_factory=dict)
    queues: dict[BrandAnd, Queue] = field(default_factory=dict)
    workflows: dict[str, list[Workflow]] = field(default_factory=dict)
    incidents: dict[BrandAnd, tuple[bool, bool, int]] = field(default_factory=dict)
    guidelines: dict[str, GuidelineCopy] = field(default_factory=dict)
    means: dict[str, float | None] = field(default_factory=dict)
    reported: dict[str, datetime] = field(default_factory=dict)
    republications: dict[str, Republication] = field(default_factory=dict)
    catalogue: dict[BrandAnd, CertificateDefinition] = field(default_factory=dict)
    signs: dict[BrandAnd, datetime] = field(default_factory=dict)
    listening: dict[str, tuple[datetime, datetime]] = field(default_factory=dict)
    timers: dict[str, NewTimer] = field(default_factory=dict)
    outbox: list[Event] = field(default_factory=list)
    coverage: dict[tuple[str, str], CoverageCounts] = field(default_factory=dict)
    asked: dict[str, datetime] = field(default_factory=dict)
    learning: Learning = field(default_factory=Learning)


def memory_stores(database: Database, clock: Clock) -> Stores:
    """The stores of one process over a database that several may share."""
    seats = MemorySeats(database, clock)
    employees = MemoryEmployees(database, seats, clock)
    return Stores(
        tasks=MemoryTasks(database, seats),
        seats=seats,
        employees=employees,
        acceptances=MemoryAcceptances(database),
        rules=MemoryRules(database),
        figures=MemoryFigures(database),
        schedule=MemorySchedule(database),
        signs=MemorySigns(database),
        catalogue=MemoryCatalogue(database),
        certificate_records=MemoryCertificateRecords(database.learning, employees.check, employees.write),
        coverage=MemoryCoverage(database),
        courses=MemoryCourses(database.learning, database.outbox, database.timers),
        sessions=MemorySessions(database.learning),
        enrolments=MemoryEnrolments(database.learning, database.outbox, employees.check, employees.write),
    )


class MemorySeats:
    """See ports.Seats."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._rows = database.seats
        self._clock = clock

    def _of(self, brand: str, fits: Callable[[SeatRow], bool]) -> list[SeatRow]:
        return [row for (owner, _), row in self._rows.items() if owner == brand and fits(row)]

    async def any_free(self, brand: str) -> bool:
        return bool(self._of(brand, lambda row: row.state == "free"))

    async def any_open(self, brand: str) -> bool:
        return bool(self._of(brand, lambda row: row.state in {"free", "held"}))

    async def count_free_with(self, brand: str, token: str, limit: int) -> int:
        return min(limit, len(self._of(brand, lambda row: row.state == "free" and token in row.tokens)))

    async def count_with(self, brand: str, token: str) -> tuple[int, int]:
        free = len(self._of(brand, lambda row: row.state == "free" and token in row.tokens))
        return free, free + len(self._of(brand, lambda row: row.state == "held" and token in row.tokens))

    async def free_with(self, brand: str, tokens: Sequence[str], limit: int) -> list[FreeSeat]:
        rows = self._of(brand, lambda row: row.state == "free" and row.tokens.issuperset(tokens))
        return [_free(row) for row in sorted(rows, key=lambda row: row.idle_since)[:limit]]

    async def free_of(self, brand: str, employees: Sequence[str]) -> list[FreeSeat]:
        return [_free(row) for row in self._of(brand, lambda row: row.state == "free" and row.employee in employees)]

    async def present(self, brand: str, employees: Sequence[str]) -> set[str]:
        return {row.employee for row in self._of(brand, lambda row: row.open and row.employee in employees)}

    async def open_seats(self, brand: str, token: str, limit: int) -> list[OpenSeat]:
        rows = self._of(brand, lambda row: row.open and row.state in {"free", "held"})
        rows.sort(key=lambda row: token not in row.tokens)
        return [OpenSeat(row.employee, row.tokens, row.state == "free") for row in rows[:limit]]

    async def claim(self, brand: str, pairs: Sequence[tuple[str, str]], claim: str) -> set[str]:
        for seat, conversation in pairs:
            self.hold(brand, seat, conversation, claim, pending=True)
        return await self.claimed(brand, [seat for seat, _ in pairs], claim)

    async def claimed(self, brand: str, seats: Sequence[str], claim: str) -> set[str]:
        return {
            row.seat for row in self._of(brand, lambda row: row.pending and row.claim == claim) if row.seat in seats
        }

    async def release(self, brand: str, seats: Iterable[str], claim: str) -> None:
        for seat in seats:
            row = self._rows.get((brand, seat))
            if row is not None and row.claim == claim and row.pending:
                self.free(brand, row)

    async def abandoned_claims(self, brand: str, before: datetime, limit: int) -> list[tuple[str, str]]:
        rows = self._of(brand, lambda row: row.pending and (row.claimed_at or NEVER) <= before)
        return [(row.seat, row.claim or "") for row in rows[:limit]]

    async def mark_recently_served(self, brand: str, employees: Sequence[str]) -> None:
        for row in self._of(brand, lambda row: row.state == "free" and row.employee in employees):
            self._rows[brand, row.seat] = replace(row, idle_since=self._clock.now_of(brand))

    async def holders(self, brand: str) -> list[str]:
        return sorted({row.employee for row in self._of(brand, lambda row: row.state == "held")})

    async def census(self, brand: str) -> Census:
        rows = self._of(brand, lambda row: row.open or row.state == "held")
        online = {row.employee for row in rows if row.open}
        return Census(len(online), sum(row.open for row in rows), sum(row.state == "held" for row in rows))

    async def returns_due(self, brand: str, limit: int) -> list[ReturnDue]:
        rows = self._of(brand, lambda row: row.back_at is not None and row.state == "held" and not row.pending)
        due = [
            ReturnDue(row.holds or "", row.claim or "", row.back_at or NEVER, return_reason(row.employee, row.back_why))
            for row in rows
        ]
        return sorted(due, key=lambda each: each.back_at)[:limit]

    def hold(self, brand: str, seat: str, conversation: str, claim: str, *, pending: bool) -> bool:
        """Claim a seat that is free for a conversation that holds none."""
        row = self._rows.get((brand, seat))
        if row is None or row.state != "free" or self._of(brand, lambda other: other.holds == conversation):
            return False
        self._rows[brand, seat] = replace(
            row,
            state="held",
            holds=conversation,
            claim=claim,
            claimed_at=self._clock.now(),
            pending=pending,
            epoch=row.epoch + 1,
        )
        return True

    def free(self, brand: str, row: SeatRow) -> None:
        """Let a seat go: free when it is open, closed otherwise."""
        state = "free" if row.open else "closed"
        now = self._clock.now_of(brand)
        self._rows[brand, row.seat] = replace(
            row, state=state, holds=None, claim=None, pending=False, back_at=None, idle_since=now
        )

    def move(self, change: TaskChange) -> bool:
        """Do to seats what a task's change does; False when one is not as it was read."""
        brand = change.brand
        for assignee, pending in ((change.frees, False), (change.settles, True)):
            row = None if assignee is None else self._rows.get((brand, assignee.seat))
            if assignee is None:
                continue
            if row is None or row.claim != assignee.claim or (pending and not row.pending):
                return False
            if pending:
                self._rows[brand, row.seat] = replace(row, pending=False)
            elif is_guest_seat(row.seat):
                del self._rows[brand, row.seat]
            else:
                self.free(brand, row)
        taken = change.takes
        if taken is not None and change.beyond:
            row = self._rows.get((brand, taken.seat))
            if row is not None and row.state != "closed":
                return False
            self._rows[brand, taken.seat] = SeatRow(
                taken.seat, taken.employee, False, frozenset(), None, "free", self._clock.now()
            )
        return taken is None or self.hold(brand, taken.seat, change.after.conversation, taken.claim, pending=False)

    def plan(self, change: EmployeeChange) -> None:
        """Make an employee's seats as planned."""
        brand, now, planned = change.brand, self._clock.now_of(change.brand), set()
        for plan in change.plans:
            seat = f"{change.after.id}/{plan.number}"
            planned.add(seat)
            state = "free" if plan.open else "closed"
            fresh = SeatRow(seat, change.after.id, plan.open, plan.tokens, plan.incident, state, now)
            row = self._rows.get((brand, seat), fresh)
            row = replace(row, open=plan.open, tokens=plan.tokens, incident=plan.incident, back_at=None)
            turned = row.state not in {"held", state}
            self._rows[brand, seat] = replace(row, state=state, idle_since=now) if turned else row
        for row in self._of(brand, lambda row: row.employee == change.after.id and row.seat not in planned):
            self._close(brand, row, change)
        leaves = leaving(change.after)
        if leaves is not None:
            for row in self._of(brand, lambda row: row.employee == change.after.id and row.state == "held"):
                if row.incident is None or not leaves.own_seats:
                    self._rows[brand, row.seat] = replace(row, back_at=now, back_why=leaves.why)

    def _close(self, brand: str, row: SeatRow, change: EmployeeChange) -> None:
        backs = {place.incident: place.back_at for place in change.ended}
        back_at = backs.get(row.incident or "", row.back_at) if row.state == "held" else row.back_at
        state = "closed" if row.state == "free" else row.state
        why = None if row.incident in backs else row.back_why
        self._rows[brand, row.seat] = replace(row, open=False, state=state, back_at=back_at, back_why=why)


class MemoryTasks:
    """See ports.Tasks."""

    def __init__(self, database: Database, seats: MemorySeats) -> None:
        self._database = database
        self._seats = seats

    def _of(self, brand: str, fits: Callable[[Task], bool]) -> list[Task]:
        tasks = [task for (owner, _), task in self._database.tasks.items() if owner == brand and fits(task)]
        return sorted(tasks, key=lambda task: (task.queued_at, task.conversation))

    async def get(self, brand: str, conversation: str) -> Task | None:
        return self._database.tasks.get((brand, conversation))

    async def get_many(self, keys: Iterable[BrandAnd]) -> dict[BrandAnd, Task]:
        return {key: self._database.tasks[key] for key in keys if key in self._database.tasks}

    async def pools(self, brand: str, limit: int) -> list[str]:
        return sorted(
            {task.pool for task in self._of(brand, lambda task: task.state == "waiting" and not task.prefer)}
        )[:limit]

    async def waiting_in(self, brand: str, pool: str, limit: int) -> list[Task]:
        tasks = self._of(brand, lambda task: task.state == "waiting" and not task.prefer and task.pool == pool)
        urgency = lambda task: (-task.placement.priority, task.facts.due_at or NEVER, task.queued_at)  # noqa: E731 - one use
        return sorted(tasks, key=urgency)[:limit]

    async def waiting_for_someone(self, brand: str, limit: int) -> list[Task]:
        return self._of(brand, lambda task: task.state == "waiting" and bool(task.prefer))[:limit]

    async def step_due(self, brand: str, now: datetime, limit: int) -> list[Task]:
        return self._of(brand, lambda task: task.state == "waiting" and (task.step_at or NEVER) <= now)[:limit]

    async def placed_otherwise(self, brand: str, state: State, circumstances: str, limit: int) -> list[Task]:
        return self._of(brand, lambda task: task.state == state and task.circumstances != circumstances)[:limit]

    async def offers_over(self, brand: str, now: datetime, limit: int) -> list[Task]:
        def over(task: Task) -> bool:
            return task.state == "offered" and task.offer is not None and task.offer.expires_at <= now

        return self._of(brand, over)[:limit]

    async def invitations_over(self, brand: str, now: datetime, limit: int) -> list[Task]:
        def over(task: Task) -> bool:
            return any(each.live and (each.until or NEVER) <= now for each in task.invitations)

        return self._of(brand, over)[:limit]

    async def held_by(self, brand: str, employee: str, states: Sequence[str], limit: int = 200) -> list[Task]:
        return self._of(brand, lambda task: task.employee == employee and task.state in states)[:limit]

    async def page(self, brand: str, filters: TaskFilter, after: tuple[datetime, str] | None, limit: int) -> list[Task]:
        def fits(task: Task) -> bool:
            asked = (
                (filters.state, task.state),
                (filters.queue, task.placement.queue),
                (filters.employee, task.employee),
            )
            live = {each.employee for each in task.invitations if each.live}
            if filters.invited is not None and filters.invited not in live:
                return False
            behind = after is None or (task.queued_at, task.conversation) > after
            return behind and all(want is None or want == have for want, have in asked)

        return self._of(brand, fits)[:limit]

    async def count_waiting(self, brand: str, queue: str | None = None) -> int:
        return len(self._waiting(brand, queue))

    async def oldest_waiting(self, brand: str, queue: str | None = None) -> datetime | None:
        return next((task.queued_at for task in self._waiting(brand, queue)), None)

    def _waiting(self, brand: str, queue: str | None) -> list[Task]:
        return self._of(brand, lambda task: task.state == "waiting" and queue in {None, task.placement.queue})

    async def next_due(self, brand: str) -> datetime | None:
        tasks = self._of(brand, lambda task: True)
        offers = [task.offer.expires_at for task in tasks if task.state == "offered" and task.offer is not None]
        steps = [task.step_at for task in tasks if task.state == "waiting" and task.step_at is not None]
        invited = [each.until for task in tasks for each in task.invitations if each.live and each.until is not None]
        return min([*offers, *steps, *invited], default=None)

    async def commit(self, changes: Sequence[TaskChange]) -> None:
        stored, seats = dict(self._database.tasks), dict(self._database.seats)
        for change in changes:
            key = change.brand, change.after.conversation
            present = self._database.tasks.get(key)
            fresh = (
                present is None if change.before is None else present is not None and present.rev == change.before.rev
            )
            if not fresh or not self._seats.move(change):
                _roll_back(self._database.tasks, stored)
                _roll_back(self._database.seats, seats)
                raise VersionConflict
            self._database.tasks[key] = replace(change.after, rev=(change.before.rev if change.before else 0) + 1)
        self._database.outbox += [event for change in changes for event in change.events]


class MemoryEmployees:
    """See ports.Employees."""

    def __init__(self, database: Database, seats: MemorySeats, clock: Clock) -> None:
        self._database = database
        self._seats = seats
        self._clock = clock

    def _of(self, brand: str, fits: Callable[[Employee], bool], after: str | None = None) -> list[Employee]:
        rows = [each for (owner, _), each in sorted(self._database.employees.items()) if owner == brand and fits(each)]
        return [each for each in rows if after is None or each.id > after]

    async def get(self, brand: str, employee: str) -> Employee | None:
        return self._database.employees.get((brand, employee))

    async def get_many(self, keys: Iterable[BrandAnd]) -> dict[BrandAnd, Employee]:
        return {key: self._database.employees[key] for key in keys if key in self._database.employees}

    async def page(self, brand: str, filters: EmployeeFilter, after: str | None, limit: int) -> list[Employee]:
        def fits(each: Employee) -> bool:
            asked = (
                (filters.department, each.department),
                (filters.presence, each.presence),
                (filters.volunteer, each.volunteer),
            )
            carried = self._database.tokens[brand, each.id]
            return carried.issuperset(filters.tokens) and all(want is None or want == have for want, have in asked)

        return self._of(brand, fits, after)[:limit]

    async def changing(self, brand: str, now: datetime, limit: int) -> list[Employee]:
        return self._of(brand, lambda each: (self._database.change_at[brand, each.id] or NEVER) <= now)[:limit]

    async def next_change(self, brand: str) -> datetime | None:
        changes = [self._database.change_at[brand, each.id] for each in self._of(brand, lambda each: True)]
        return min((each for each in changes if each is not None), default=None)

    async def placed_in(self, brand: str, incident: str, limit: int) -> list[Employee]:
        def placed(each: Employee) -> bool:
            return incident in {place.incident for place in open_places(each, self._clock.now_of(brand))}

        return self._of(brand, placed)[:limit]

    async def general(self, brand: str, after: str | None, limit: int) -> list[Employee]:
        return self._of(brand, lambda each: not each.queues, after)[:limit]

    async def unaccepted(self, brand: str, limit: int) -> list[str]:
        found = self._of(brand, lambda each: not each.may_answer and each.presence == "online")
        return [each.id for each in found][:limit]

    async def people(self, keys: Iterable[BrandAnd]) -> dict[BrandAnd, DirectoryPerson]:
        return {key: self._database.people[key] for key in keys if key in self._database.people}

    async def put_people(self, people: Mapping[BrandAnd, DirectoryPerson]) -> None:
        for key, person in people.items():
            if key not in self._database.people or self._database.people[key].version < person.version:
                self._database.people[key] = person

    async def commit(self, changes: Sequence[EmployeeChange]) -> None:
        self.check(changes)
        self.write(changes)

    def check(self, changes: Sequence[EmployeeChange]) -> None:
        """Refuse what was read at another version."""
        for change in changes:
            present = self._database.employees.get((change.brand, change.after.id))
            if (present.version if present else None) != (change.before.version if change.before else None):
                raise VersionConflict

    def write(self, changes: Sequence[EmployeeChange]) -> None:
        """Write employees, seats and events."""
        for change in changes:
            key = change.brand, change.after.id
            self._database.employees[key] = change.after
            self._database.change_at[key] = next_change(change.after, self._clock.now_of(change.brand))
            self._database.tokens[key] = frozenset().union(*(plan.tokens for plan in change.plans))
            self._seats.plan(change)
            if change.joins:
                self._database.learning.joiners[key] = Joiner(change.after.id, change.after.version)
            self._database.outbox += change.events


class MemoryAcceptances:
    """See ports.Acceptances."""

    def __init__(self, database: Database) -> None:
        self._words = database.acceptances

    async def get_many(self, keys: Iterable[BrandAnd]) -> dict[BrandAnd, tuple[AcceptanceCopy, ...]]:
        return {key: tuple(word for _, word in sorted(self._words[key].items())) for key in keys if key in self._words}

    async def put(self, words: Mapping[BrandAnd, Sequence[AcceptanceCopy]]) -> None:
        for key, said in words.items():
            held = self._words.setdefault(key, {})
            for word in said:
                if word.campaign not in held or held[word.campaign].version < word.version:
                    held[word.campaign] = word


class MemoryRules:
    """See ports.RuleVersions; nothing is cached."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def rules(self, brand: str) -> RoutingRules:
        on = [
            ActiveIncident(incident, severity)
            for (owner, incident), (active, _, severity) in self._database.incidents.items()
            if owner == brand and active
        ]
        incident = max(on, key=lambda each: each.severity, default=None)
        guideline = self._database.guidelines.get(brand, GuidelineCopy())
        return RoutingRules(await self.workflow(brand), await self.queues(brand), incident, guideline)

    def forget(self, brand: str) -> None:
        """Nothing is remembered."""

    async def queues(self, brand: str) -> dict[str, Queue]:
        own = {queue.id: queue for (owner, _), queue in sorted(self._database.queues.items()) if owner == brand}
        return {**defaults.QUEUES, **own}

    async def put_queue(self, brand: str, queue: Queue, expected: int | None) -> Queue:
        present = (await self.queues(brand)).get(queue.id)
        version = present.version if present else 0
        if expected is not None and expected != version:
            raise VersionConflict
        written = replace(queue, version=version + 1)
        self._database.queues[brand, queue.id] = written
        return written

    async def workflow(self, brand: str, version: int | None = None) -> Workflow:
        for workflow in [*reversed(self._database.workflows.get(brand, [])), defaults.WORKFLOW]:
            if version in {None, workflow.version}:
                return workflow
        raise LookupError(version)

    async def workflow_versions(self, brand: str, before: int | None, limit: int) -> list[Workflow]:
        versions = [*reversed(self._database.workflows.get(brand, [])), defaults.WORKFLOW]
        return [each for each in versions if before is None or each.version < before][:limit]

    async def put_workflow(self, brand: str, workflow: Workflow, by: str) -> None:
        versions = self._database.workflows.setdefault(brand, [])
        if workflow.version in {each.version for each in versions}:
            raise VersionConflict
        versions.append(workflow)
        versions.sort(key=lambda each: each.version)

    async def put_guideline(self, brand: str, guideline: GuidelineCopy) -> None:
        if guideline.version > self._database.guidelines.get(brand, GuidelineCopy()).version:
            self._database.guidelines[brand] = guideline

    async def put_incident(self, brand: str, incident: str, severity: int | None, *, active: bool) -> None:
        _, over, before = self._database.incidents.get((brand, incident), (False, False, 1))
        over = over or not active
        self._database.incidents[brand, incident] = (active and not over, over, severity or before)


class MemoryFigures:
    """See ports.Figures."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def mean_handle_seconds(self, brand: str) -> float | None:
        return self._database.means.get(brand)

    async def handled(self, brand: str, seconds: Sequence[float]) -> None:
        self._database.means[brand] = running_mean(self._database.means.get(brand), seconds)

    async def turn_to_report(self, brand: str, now: datetime, before: datetime) -> bool:
        if self._database.reported.get(brand, before) > before:
            return False
        self._database.reported[brand] = now
        return True

    async def republication(self, brand: str) -> Republication:
        return self._database.republications.get(brand, Republication())

    async def republish(self, brand: str, after: Republication, events: Sequence[Event]) -> None:
        if (await self.republication(brand)).revision != after.revision - 1:
            raise VersionConflict
        self._database.republications[brand] = after
        self._database.outbox += events

    async def emit(self, event: Event) -> None:
        self._database.outbox.append(event)


class MemoryCatalogue:
    """See ports.CertificateCatalogue."""

    def __init__(self, database: Database) -> None:
        self._definitions = database.catalogue
        self._outbox = database.outbox

    async def definitions(self, brand: str) -> dict[str, CertificateDefinition]:
        return {id_: each for (owner, id_), each in sorted(self._definitions.items()) if owner == brand}

    async def named(self, brand: str, certificates: Iterable[str]) -> dict[str, CertificateDefinition]:
        return {each: self._definitions[brand, each] for each in certificates if (brand, each) in self._definitions}

    async def put(self, brand: str, definition: CertificateDefinition, events: Sequence[Event]) -> None:
        before = self._definitions.get((brand, definition.id))
        if (before.version if before else 0) != definition.version - 1:
            raise VersionConflict
        self._definitions[brand, definition.id] = definition
        self._outbox += events


class MemoryCoverage:
    """See ports.CoverageStore."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def last(self, brand: str, by: CoverageBy) -> CoverageCounts | None:
        return self._database.coverage.get((brand, by))

    async def count(self, brand: str, by: CoverageBy, now: datetime) -> None:
        employees = [each for (owner, _), each in self._database.employees.items() if owner == brand]
        self._database.coverage[brand, by] = counted(employees, by, now)

    async def turn_to_ask(self, brand: str, now: datetime, before: datetime) -> bool:
        if brand in self._database.asked and self._database.asked[brand] > before:
            return False
        self._database.asked[brand] = now
        return True


class MemorySigns:
    """See ports.Signs."""

    def __init__(self, database: Database) -> None:
        self._signs = database.signs
        self._listening = database.listening

    async def record(self, signs: Mapping[BrandAnd, datetime]) -> dict[BrandAnd, datetime]:
        for who, at in signs.items():
            if who not in self._signs or self._signs[who] <= at - timedelta(seconds=SIGN_SECONDS):
                self._signs[who] = at
        return {who: self._signs[who] for who in signs}

    async def last(self, brand: str, employees: Sequence[str]) -> dict[str, datetime]:
        return {each: self._signs[brand, each] for each in employees if (brand, each) in self._signs}

    async def listening_since(self, brand: str, now: datetime, gap: timedelta) -> datetime:
        since, heard = self._listening.get(brand, (now, now))
        since = now if heard < now - gap else since
        self._listening[brand] = (since, now)
        return since


class MemorySchedule:
    """See ports.Schedule."""

    def __init__(self, database: Database) -> None:
        self._timers = database.timers

    async def schedule(self, timers: Sequence[NewTimer]) -> None:
        self._timers.update({timer.key: timer for timer in timers})

    async def bring_forward(self, keys: Sequence[str], due_at: datetime) -> None:
        for timer in [self._timers[key] for key in keys if key in self._timers]:
            if timer.due_at > due_at:
                self._timers[timer.key] = replace(timer, due_at=due_at)

    async def done_many(self, timers: Sequence[DueTimer]) -> None:
        if any(timer.key not in self._timers for timer in timers):
            raise Fenced("a timer was moved or taken over while it ran")
        for timer in timers:
            del self._timers[timer.key]


def _roll_back(rows: dict[BrandAnd, T], before: Mapping[BrandAnd, T]) -> None:
    rows.clear()
    rows.update(before)


def _free(row: SeatRow) -> FreeSeat:
    return FreeSeat(row.seat, row.employee, row.idle_since, row.tokens)
