"""Enrolments, attempts, and how far the audience of a course is enrolled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from contracts.event import Event
from services.routing.application.changes import EmployeeChange
from services.routing.domain.enrolment import CourseAttempt, Enrolment
from services.routing.domain.session import Attendance, CourseSession


@dataclass(frozen=True, slots=True)
class Rollout:
    """How far the audience of a published version is enrolled: the group it is at, and the last employee looked at."""

    course: str
    version: int
    group: int
    after: str | None
    enrolled: int
    finished: bool
    at: datetime
    revision: int = 0


@dataclass(frozen=True, slots=True)
class EnrolmentStep:
    """An enrolment as it was read (None: new) and as it is wanted."""

    before: Enrolment | None
    after: Enrolment


@dataclass(frozen=True, slots=True)
class AttendanceStep:
    """What somebody attended of a course as it was read (None: nothing was written) and as it is wanted."""

    before: Attendance | None
    after: Attendance


@dataclass(frozen=True, slots=True)
class Joiner:
    """Somebody about whom the audiences of published courses are to be asked, since a version of their entry."""

    employee: str
    version: int


@dataclass(frozen=True, slots=True)
class LearningChange:
    """What one act writes together: enrolments, an attempt, the employee who earned something, and events.

    `attendances` are written also where they stay the same, so that an enrolment and an attendance meet; `session` with
    `attended` notes there who was at it; `joined` are those about whom audiences need not be asked any more.
    """

    brand: str
    steps: Sequence[EnrolmentStep] = ()
    attempt: CourseAttempt | None = None
    employee: EmployeeChange | None = None
    rollout: Rollout | None = None
    events: Sequence[Event] = ()
    attendances: Sequence[AttendanceStep] = ()
    joined: Sequence[Joiner] = ()
    session: CourseSession | None = None
    attended: Sequence[str] = ()


class Enrolments(Protocol):
    """The enrolments of all brands."""

    async def get_many(self, brand: str, course: str, employees: Sequence[str]) -> dict[str, Enrolment]:
        """Enrolments in a course by employee; who has none is left out."""
        ...

    async def of_employee(self, brand: str, employee: str, limit: int) -> list[Enrolment]:
        """The enrolments of an employee by course."""
        ...

    async def of_course(self, brand: str, course: str, after: str | None, limit: int) -> list[Enrolment]:
        """The enrolments in a course by employee, from behind the last of the page before."""
        ...

    async def attempt(self, brand: str, attempt: str) -> CourseAttempt | None:
        """One attempt, or None."""

    async def rollout(self, brand: str, course: str) -> Rollout | None:
        """How far the audience of the newest published version is enrolled; None where none was ever begun."""

    async def joiners(self, brand: str, limit: int) -> list[Joiner]:
        """Those about whom audiences are to be asked, as the changes of their entries noted them."""
        ...

    async def commit(self, change: LearningChange) -> None:
        """Write what belongs together: all of it or nothing.

        Raises:
            VersionConflict: Something of it is not as it was read, or the attempt is stored.
        """
