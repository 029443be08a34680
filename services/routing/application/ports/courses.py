"""Courses: the catalogue's entries and the versions behind them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from chassis.timers import NewTimer
from contracts.event import Event
from services.routing.domain.course import CourseEntry, CourseStatus, CourseVersion


@dataclass(frozen=True, slots=True)
class CourseChange:
    """A written version with the catalogue's entry before and after it, its events and the timers it sets."""

    brand: str
    before: CourseEntry | None
    after: CourseEntry
    version: CourseVersion
    events: Sequence[Event] = ()
    timers: Sequence[NewTimer] = ()


@dataclass(frozen=True, slots=True)
class CourseFilter:
    """What the catalogue is narrowed by; None narrows nothing. `draft` are those whose newest version is one."""

    status: CourseStatus = "published"
    language: str | None = None


class Courses(Protocol):
    """The courses of all brands."""

    async def entry(self, brand: str, course: str) -> CourseEntry | None:
        """One course's entry, or None."""

    async def page(self, brand: str, filters: CourseFilter, after: str | None, limit: int) -> list[CourseEntry]:
        """Entries by id, from behind the last of the page before."""
        ...

    async def giving(self, brand: str, certificates: Sequence[str]) -> list[CourseEntry]:
        """The published courses that give one of the certificates."""
        ...

    async def with_audience(self, brand: str) -> list[CourseVersion]:
        """The published versions that have an audience, by course."""
        ...

    async def version(self, brand: str, course: str, version: int) -> CourseVersion | None:
        """One version of a course, or None."""

    async def versions(self, brand: str, course: str, before: int | None, limit: int) -> list[CourseVersion]:
        """Versions of a course, the newest first, from below `before`."""
        ...

    async def commit(self, change: CourseChange) -> None:
        """Write a version with its entry, events and timers: all of it or nothing.

        Raises:
            VersionConflict: The entry is not as it was read.
        """
