"""What people do as learners: enrol, read a lesson, answer the questions; passing gives what the course gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from chassis.clock import Clock
from chassis.retrying import on_conflict
from contracts.event import Event
from services.routing import events as announce
from services.routing.application.changes import EmployeeChange
from services.routing.application.employee_commands import EmployeeCommands
from services.routing.application.joining import check_employees, joining
from services.routing.application.ports import EnrolmentStep, LearningChange, Stores
from services.routing.domain.certificate import issue, with_earned
from services.routing.domain.course import CourseVersion
from services.routing.domain.enrolment import (
    CourseAttempt,
    EnrolledBy,
    Enrolment,
    EnrolmentNotAllowed,
    attempted,
    attempts_left,
    enrol,
    may_attempt,
    read_lesson,
)
from services.routing.domain.grading import Answers, Grade, grade


class UnknownCourse(Exception):
    """There is no such course that is published, or the employee is not enrolled in it."""


class EnrolmentCommands:
    """Writes enrolments; an attempt, its enrolment and what it earns are one transaction."""

    def __init__(self, stores: Stores, employees: EmployeeCommands, clock: Clock) -> None:
        self._stores = stores
        self._employees = employees
        self._clock = clock

    async def enrol(
        self, brand: str, course: str, employees: Sequence[str], how: EnrolledBy, by: str, due_at: datetime | None
    ) -> list[Enrolment]:
        """Enrol employees in the published version, all or none; an enrolment that is open stays as it is.

        Raises:
            UnknownCourse: Nothing of it is published.
            WrongCourse: An employee is unknown, or named twice.
            EnrolmentNotAllowed: One has used up their attempts and enrols by themselves.
        """
        published = await self._published(brand, course)
        await check_employees(self._stores, brand, "/employees", employees)

        async def attempt() -> list[Enrolment]:
            present = await self._stores.enrolments.get_many(brand, course, employees)
            now = self._clock.now_of(brand)
            steps = [
                EnrolmentStep(before, enrol(before, published, each, now, how, by, due_at))
                for each in employees
                for before in [present.get(each)]
            ]
            changed = [step for step in steps if step.after is not step.before]
            change = await joining(self._stores, brand, published, changed, now)
            if changed:
                await self._stores.enrolments.commit(change)
            joined = {step.after.employee: step.after for step in change.steps}
            return [joined.get(step.after.employee, step.after) for step in steps]

        return await on_conflict(attempt)

    async def read_lesson(self, brand: str, course: str, employee: str, lesson: str) -> Enrolment:
        """Mark a lesson as done.

        Raises:
            UnknownCourse: The employee is not enrolled, or no version has such a lesson.
            EnrolmentNotAllowed: The lesson is of the published version, and they are enrolled in another, or the
                enrolment ended without it, or it is done by attending a session.
        """

        async def attempt() -> Enrolment:
            before, version = await self._enrolled(brand, course, employee)
            if lesson not in version.lesson_ids:
                if lesson in (await self._published(brand, course)).lesson_ids:
                    raise EnrolmentNotAllowed(before, "other_version")
                raise UnknownCourse
            after = read_lesson(before, version, lesson, self._clock.now_of(brand))
            if after is not before:
                events = self._passed(brand, after, None) if after.state == "passed" else []
                await self._stores.enrolments.commit(
                    LearningChange(brand, [EnrolmentStep(before, after)], events=events)
                )
            return after

        return await on_conflict(attempt)

    async def answer(
        self, brand: str, course: str, employee: str, version: int, answers: Answers, attempt_id: str
    ) -> CourseAttempt:
        """Grade an attempt; the same id again returns the first.

        Raises:
            UnknownCourse: The employee is not enrolled.
            EnrolmentNotAllowed: Another version is answered, the enrolment ended, or a session is to be attended first.
            WrongCourse: An answer names what the version does not have.
        """

        async def attempt() -> CourseAttempt:
            first = await self._stores.enrolments.attempt(brand, attempt_id)
            if first is not None:
                return first
            before, enrolled = await self._enrolled(brand, course, employee)
            may_attempt(before, version)
            return await self._write(brand, before, enrolled, grade(enrolled, answers), attempt_id)

        return await on_conflict(attempt)

    async def _write(
        self, brand: str, before: Enrolment, course: CourseVersion, result: Grade, attempt_id: str
    ) -> CourseAttempt:
        now = self._clock.now_of(brand)
        after = attempted(before, course, result, now)
        gives = course.certificates if result.passed else ()
        earned, given, withheld = await self._earned(brand, gives, before.employee, attempt_id)
        made = CourseAttempt(
            attempt_id,
            course.id,
            course.version,
            before.employee,
            now,
            result.points,
            result.points_max,
            result.percent,
            result.passed,
            result.results,
            attempts_left(after, course),
            given,
            withheld,
        )
        events = self._passed(brand, after, attempt_id) if result.passed else []
        await self._stores.enrolments.commit(
            LearningChange(brand, [EnrolmentStep(before, after)], made, earned, events=events)
        )
        if earned is not None:
            await self._employees.settle(brand, [earned])
        return made

    async def _earned(
        self, brand: str, certificates: Sequence[str], employee: str, attempt_id: str
    ) -> tuple[EmployeeChange | None, tuple[str, ...], tuple[str, ...]]:
        """The employee with what a pass gives (None: nothing new), what that is, and what only a person gives back."""
        present = await self._stores.employees.get(brand, employee)
        if present is None:
            raise UnknownCourse
        revoked = {each.id for each in present.certificates if each.revoked is not None}
        given = tuple(each for each in certificates if each not in revoked)
        withheld = tuple(each for each in certificates if each in revoked)
        if not given:
            return None, given, withheld
        catalogue = await self._stores.catalogue.named(brand, given)
        held = present.certificates
        now = self._clock.now_of(brand)
        for each in given:
            held = with_earned(held, issue(catalogue[each], now, "course", None, evidence=attempt_id), now)
        if held == present.certificates:
            return None, given, withheld
        return await self._employees.step(brand, present, replace(present, certificates=held)), given, withheld

    async def _published(self, brand: str, course: str) -> CourseVersion:
        entry = await self._stores.courses.entry(brand, course)
        version = await self._stores.courses.version(brand, course, entry.published) if entry else None
        if version is None:
            raise UnknownCourse
        return version

    async def _enrolled(self, brand: str, course: str, employee: str) -> tuple[Enrolment, CourseVersion]:
        enrolment = (await self._stores.enrolments.get_many(brand, course, [employee])).get(employee)
        version = await self._stores.courses.version(brand, course, enrolment.version) if enrolment else None
        if enrolment is None or version is None:
            raise UnknownCourse
        return enrolment, version

    def _passed(self, brand: str, enrolment: Enrolment, attempt: str | None) -> list[Event]:
        return [announce.course_passed(brand, enrolment, attempt, self._clock.now_of(brand))]
