"""Courses and enrolments in memory: the same promises as those on MongoDB, shown by the same suites."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from chassis.errors import VersionConflict
from chassis.timers import NewTimer
from contracts.event import Event
from services.routing.application.changes import EmployeeChange
from services.routing.application.ports import (
    BrandAnd,
    CourseChange,
    CourseFilter,
    Joiner,
    LearningChange,
    RecordStep,
    Rollout,
)
from services.routing.domain import tokens
from services.routing.domain.certificate_record import CertificateRecord
from services.routing.domain.course import CourseEntry, CourseVersion
from services.routing.domain.enrolment import CourseAttempt, Enrolment
from services.routing.domain.session import Attendance, CourseSession

Employees = Callable[[Sequence[EmployeeChange]], None]


@dataclass
class Learning:
    """Everything that is stored about learning, by brand and id."""

    entries: dict[BrandAnd, CourseEntry] = field(default_factory=dict)
    versions: dict[tuple[str, str, int], CourseVersion] = field(default_factory=dict)
    enrolments: dict[tuple[str, str, str], Enrolment] = field(default_factory=dict)
    attempts: dict[BrandAnd, CourseAttempt] = field(default_factory=dict)
    rollouts: dict[BrandAnd, Rollout] = field(default_factory=dict)
    sessions: dict[tuple[str, str, str], CourseSession] = field(default_factory=dict)
    attendances: dict[tuple[str, str, str], Attendance] = field(default_factory=dict)
    joiners: dict[BrandAnd, Joiner] = field(default_factory=dict)
    records: dict[tuple[str, str, str], CertificateRecord] = field(default_factory=dict)


class MemoryCourses:
    """See ports.Courses."""

    def __init__(self, learning: Learning, outbox: list[Event], timers: dict[str, NewTimer]) -> None:
        self._learning = learning
        self._outbox = outbox
        self._timers = timers

    def _of(self, brand: str, fits: Callable[[CourseEntry], bool]) -> list[CourseEntry]:
        entries = sorted(self._learning.entries.items())
        return [each for (owner, _), each in entries if owner == brand and fits(each)]

    async def entry(self, brand: str, course: str) -> CourseEntry | None:
        return self._learning.entries.get((brand, course))

    async def page(self, brand: str, filters: CourseFilter, after: str | None, limit: int) -> list[CourseEntry]:
        def fits(each: CourseEntry) -> bool:
            there = each.published > 0 if filters.status == "published" else each.status == "draft"
            spoken = filters.language is None or tokens.language(filters.language) in tokens.languages(each.languages)
            return there and spoken and (after is None or each.id > after)

        return self._of(brand, fits)[:limit]

    async def giving(self, brand: str, certificates: Sequence[str]) -> list[CourseEntry]:
        wanted = set(certificates)
        return self._of(brand, lambda each: each.published > 0 and bool(wanted & set(each.certificates)))

    async def with_audience(self, brand: str) -> list[CourseVersion]:
        published = self._of(brand, lambda each: each.published > 0)
        found = [self._learning.versions[brand, each.id, each.published] for each in published]
        return [each for each in found if each.audience is not None]

    async def version(self, brand: str, course: str, version: int) -> CourseVersion | None:
        return self._learning.versions.get((brand, course, version))

    async def versions(self, brand: str, course: str, before: int | None, limit: int) -> list[CourseVersion]:
        newest_first = sorted(self._learning.versions, reverse=True)
        fitting = [
            each for each in newest_first if each[:2] == (brand, course) and (before is None or each[2] < before)
        ]
        return [self._learning.versions[each] for each in fitting[:limit]]

    async def commit(self, change: CourseChange) -> None:
        key = change.brand, change.after.id
        if self._learning.entries.get(key) != change.before:
            raise VersionConflict
        self._learning.entries[key] = change.after
        self._learning.versions[change.brand, change.version.id, change.version.version] = change.version
        self._outbox += change.events
        self._timers.update({timer.key: timer for timer in change.timers})


class MemoryEnrolments:
    """See ports.Enrolments; `check` and `write` are of the employees."""

    def __init__(self, learning: Learning, outbox: list[Event], check: Employees, write: Employees) -> None:
        self._learning = learning
        self._outbox = outbox
        self._check = check
        self._write = write

    def _of(self, brand: str, fits: Callable[[Enrolment], bool]) -> list[Enrolment]:
        rows = sorted(self._learning.enrolments.items())
        return [each for (owner, *_), each in rows if owner == brand and fits(each)]

    async def get_many(self, brand: str, course: str, employees: Sequence[str]) -> dict[str, Enrolment]:
        fitting = self._of(brand, lambda each: each.course == course and each.employee in employees)
        return {each.employee: each for each in fitting}

    async def of_employee(self, brand: str, employee: str, limit: int) -> list[Enrolment]:
        return self._of(brand, lambda each: each.employee == employee)[:limit]

    async def of_course(self, brand: str, course: str, after: str | None, limit: int) -> list[Enrolment]:
        def fits(each: Enrolment) -> bool:
            return each.course == course and (after is None or each.employee > after)

        return self._of(brand, fits)[:limit]

    async def attempt(self, brand: str, attempt: str) -> CourseAttempt | None:
        return self._learning.attempts.get((brand, attempt))

    async def rollout(self, brand: str, course: str) -> Rollout | None:
        return self._learning.rollouts.get((brand, course))

    async def joiners(self, brand: str, limit: int) -> list[Joiner]:
        rows = sorted(self._learning.joiners.items())
        return [each for (owner, _), each in rows if owner == brand][:limit]

    async def commit(self, change: LearningChange) -> None:
        self._refuse_stale(change)
        brand, learning = change.brand, self._learning
        employees = [] if change.employee is None else [change.employee]
        self._check(employees)
        for step in change.steps:
            revision = step.before.revision + 1 if step.before else 1
            learning.enrolments[brand, step.after.course, step.after.employee] = replace(step.after, revision=revision)
        if change.attempt is not None:
            learning.attempts[brand, change.attempt.id] = change.attempt
        if change.rollout is not None:
            rollout = replace(change.rollout, revision=change.rollout.revision + 1)
            learning.rollouts[brand, rollout.course] = rollout
        for joiner in change.joined:
            if learning.joiners.get((brand, joiner.employee)) == joiner:
                del learning.joiners[brand, joiner.employee]
        for attendance in change.attendances:
            place = brand, attendance.after.course, attendance.after.employee
            revision = attendance.before.revision + 1 if attendance.before else 1
            learning.attendances[place] = replace(attendance.after, revision=revision)
        if change.session is not None:
            place = brand, change.session.course, change.session.id
            stored = learning.sessions[place]
            learning.sessions[place] = replace(
                stored, attended=tuple(dict.fromkeys([*stored.attended, *change.attended]))
            )
        self._write(employees)
        self._outbox += change.events

    def _refuse_stale(self, change: LearningChange) -> None:
        brand, learning = change.brand, self._learning
        for step in change.steps:
            present = learning.enrolments.get((brand, step.after.course, step.after.employee))
            if (present.revision if present else 0) != (step.before.revision if step.before else 0):
                raise VersionConflict
        for attendance in change.attendances:
            known = learning.attendances.get((brand, attendance.after.course, attendance.after.employee))
            if (known.revision if known else 0) != (attendance.before.revision if attendance.before else 0):
                raise VersionConflict
        if change.attempt is not None and (brand, change.attempt.id) in learning.attempts:
            raise VersionConflict
        if change.rollout is not None:
            stored = learning.rollouts.get((brand, change.rollout.course))
            if (stored.revision if stored else 0) != change.rollout.revision:
                raise VersionConflict


class MemorySessions:
    """See ports.CourseSessions."""

    def __init__(self, learning: Learning) -> None:
        self._learning = learning

    async def get(self, brand: str, course: str, session: str) -> CourseSession | None:
        return self._learning.sessions.get((brand, course, session))

    async def of_course(self, brand: str, course: str, after: str | None, limit: int) -> list[CourseSession]:
        rows = sorted(self._learning.sessions.items())
        fitting = [each for key, each in rows if key[:2] == (brand, course) and (after is None or each.id > after)]
        return fitting[:limit]

    async def add(self, brand: str, session: CourseSession) -> None:
        self._learning.sessions.setdefault((brand, session.course, session.id), session)

    async def sign_up(self, brand: str, session: CourseSession, employee: str) -> bool:
        present = self._learning.sessions[brand, session.course, session.id]
        if employee in present.signed_up:
            return True
        if len(present.signed_up) >= present.seats:
            return False
        self._put(brand, replace(present, signed_up=(*present.signed_up, employee)))
        return True

    async def sign_off(self, brand: str, session: CourseSession, employee: str) -> None:
        present = self._learning.sessions[brand, session.course, session.id]
        self._put(brand, replace(present, signed_up=tuple(each for each in present.signed_up if each != employee)))

    async def attendances(self, brand: str, course: str, employees: Sequence[str]) -> dict[str, Attendance]:
        known = self._learning.attendances
        return {each: known[brand, course, each] for each in employees if (brand, course, each) in known}

    def _put(self, brand: str, session: CourseSession) -> None:
        self._learning.sessions[brand, session.course, session.id] = session


class MemoryCertificateRecords:
    """See ports.CertificateRecords; `check` and `write` are of the employees."""

    def __init__(self, learning: Learning, check: Employees, write: Employees) -> None:
        self._records = learning.records
        self._check = check
        self._write = write

    async def get_many(self, brand: str, system: str, external_ids: Sequence[str]) -> dict[str, CertificateRecord]:
        return {
            each: self._records[brand, system, each] for each in external_ids if (brand, system, each) in self._records
        }

    async def commit(self, brand: str, steps: Sequence[RecordStep], employees: Sequence[EmployeeChange]) -> None:
        places = [(brand, step.after.system, step.after.external_id) for step in steps]
        if any(self._records.get(place) != step.before for place, step in zip(places, steps, strict=True)):
            raise VersionConflict
        self._check(employees)
        for place, step in zip(places, steps, strict=True):
            self._records[place] = step.after
        self._write(employees)
