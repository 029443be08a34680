"""Sessions of courses: made by who writes rules, joined by anybody, and their attendance recorded by the instructor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from chassis.clock import Clock
from chassis.retrying import on_conflict
from services.routing import events as announce
from services.routing.application.certificate_commands import UnknownEmployee
from services.routing.application.enrolment_commands import UnknownCourse
from services.routing.application.joining import check_employees
from services.routing.application.ports import AttendanceStep, EnrolmentStep, LearningChange, Stores
from services.routing.domain.course import CourseVersion
from services.routing.domain.course_rules import CourseFault, WrongCourse
from services.routing.domain.session import (
    Attendance,
    CourseSession,
    SessionRefused,
    after_start,
    attended_at,
    before_start,
    with_attendance,
)


class UnknownSession(Exception):
    """The course has no such session."""


class NotTheInstructor(Exception):
    """Attendance is recorded by the instructor of the session, or by who writes rules."""


class SessionCommands:
    """Writes sessions, their seats and who attended them."""

    def __init__(self, stores: Stores, clock: Clock) -> None:
        self._stores = stores
        self._clock = clock

    async def create(self, brand: str, session: CourseSession) -> CourseSession:
        """Store a session; version 0 is the published one, and one of this id that is stored already stays.

        Raises:
            UnknownCourse: Nothing of the course is published.
            WrongCourse: It cannot hold, with each fault's pointer.
        """
        entry = await self._stores.courses.entry(brand, session.course)
        if entry is None or entry.published == 0:
            raise UnknownCourse
        number = session.version or entry.published
        version = await self._stores.courses.version(brand, session.course, number)
        faults = []
        if version is None or version.status != "published":
            faults.append(CourseFault("/version", "no such version was published", "unknown_version"))
        if not session.place and not session.link:
            faults.append(CourseFault("/place", "a session has a place or a link", "place_missing"))
        if session.starts_at <= self._clock.now_of(brand):
            faults.append(CourseFault("/starts_at", "a session begins later than now", "in_the_past"))
        if await self._stores.employees.get(brand, session.instructor) is None:
            faults.append(CourseFault("/instructor", "there is no such employee", "unknown_employee"))
        if faults:
            raise WrongCourse(faults)
        await self._stores.sessions.add(brand, replace(session, version=number))
        return await self.get(brand, session.course, session.id)

    async def get(self, brand: str, course: str, session: str) -> CourseSession:
        """One session; raises UnknownSession."""
        found = await self._stores.sessions.get(brand, course, session)
        if found is None:
            raise UnknownSession
        return found

    async def sign_up(self, brand: str, course: str, session: str, employee: str) -> CourseSession:
        """Take a seat; who has one keeps it.

        Raises:
            UnknownSession: There is no such session.
            UnknownEmployee: They are not in the directory.
            SessionRefused: It has begun, or no seat is free.
        """
        found = await self.get(brand, course, session)
        if await self._stores.employees.get(brand, employee) is None:
            raise UnknownEmployee
        before_start(found, self._clock.now_of(brand))
        if not await self._stores.sessions.sign_up(brand, found, employee):
            raise SessionRefused("session_full")
        return await self.get(brand, course, session)

    async def sign_off(self, brand: str, course: str, session: str, employee: str) -> CourseSession:
        """Give a seat back; raises UnknownSession, or SessionRefused once it has begun."""
        found = await self.get(brand, course, session)
        before_start(found, self._clock.now_of(brand))
        await self._stores.sessions.sign_off(brand, found, employee)
        return await self.get(brand, course, session)

    async def record(
        self, brand: str, course: str, session: str, attended: Sequence[str], by: str, *, writes_rules: bool
    ) -> CourseSession:
        """Note who attended, with a seat or without; nobody is taken off.

        Raises:
            UnknownSession: There is no such session.
            NotTheInstructor: Somebody else teaches it, and the caller writes no rules.
            SessionRefused: It has not begun.
            WrongCourse: An employee is unknown, or named twice.
        """
        found = await self.get(brand, course, session)
        if by != found.instructor and not writes_rules:
            raise NotTheInstructor
        after_start(found, self._clock.now_of(brand))
        await check_employees(self._stores, brand, "/attended", attended)
        version = await self._stores.courses.version(brand, course, found.version)
        if version is None:
            raise UnknownCourse

        async def attempt() -> None:
            await self._stores.enrolments.commit(await self._attended(brand, found, version, attended))

        await on_conflict(attempt)
        return await self.get(brand, course, session)

    async def _attended(
        self, brand: str, session: CourseSession, version: CourseVersion, employees: Sequence[str]
    ) -> LearningChange:
        """The attendances with the open enrolments in the version that they move, enrolled before or not."""
        there = await self._stores.sessions.attendances(brand, session.course, employees)
        enrolments = await self._stores.enrolments.get_many(brand, session.course, employees)
        now = self._clock.now_of(brand)
        steps: list[EnrolmentStep] = []
        attendances: list[AttendanceStep] = []
        for each in employees:
            before = there.get(each)
            after = attended_at(before or Attendance(session.course, each), session)
            attendances.append(AttendanceStep(before, after))
            enrolment = enrolments.get(each)
            if enrolment is not None:
                moved = with_attendance(enrolment, version, after, now)
                steps += [EnrolmentStep(enrolment, moved)] if moved is not enrolment else []
        passed = [step.after for step in steps if step.after.state == "passed"]
        events = [announce.course_passed(brand, each, None, now) for each in passed]
        return LearningChange(brand, steps, events=events, attendances=attendances, session=session, attended=employees)
