"""Sessions of courses with who takes part, and who attended which version."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from services.routing.domain.session import Attendance, CourseSession


class CourseSessions(Protocol):
    """The sessions of all brands; who attended is written with the enrolments that it moves."""

    async def get(self, brand: str, course: str, session: str) -> CourseSession | None:
        """One session, or None."""

    async def of_course(self, brand: str, course: str, after: str | None, limit: int) -> list[CourseSession]:
        """The sessions of a course by id, from behind the last of the page before."""
        ...

    async def add(self, brand: str, session: CourseSession) -> None:
        """Store a new session; one of this id that is stored already stays."""

    async def sign_up(self, brand: str, session: CourseSession, employee: str) -> bool:
        """Give an employee a seat; returns whether they have one. Racing callers never exceed the seats."""
        ...

    async def sign_off(self, brand: str, session: CourseSession, employee: str) -> None:
        """Take an employee's seat back, where they have one."""

    async def attendances(self, brand: str, course: str, employees: Sequence[str]) -> dict[str, Attendance]:
        """What employees attended of a course; who has nothing written is left out."""
        ...
