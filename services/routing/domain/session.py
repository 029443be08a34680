"""Sessions of a course: an instructor teaches at a time; people take its seats, and attendance is recorded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from services.routing.domain.course import CourseVersion
from services.routing.domain.enrolment import OPEN, Enrolment, all_done

SessionRefusal = Literal["session_full", "session_started", "session_not_started"]


class SessionRefused(Exception):
    """The command does not fit the session as it stands; `code` says why."""

    def __init__(self, code: SessionRefusal) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class CourseSession:
    """A time at which a version of a course is taught, at a place or behind a link.

    `signed_up` have a seat; `attended` were there, with a seat or without. `by` made it.
    """

    id: str
    course: str
    version: int
    starts_at: datetime
    place: str
    link: str
    instructor: str
    seats: int
    by: str
    signed_up: tuple[str, ...] = ()
    attended: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Attendance:
    """When an employee was first at a session of each version of a course, whether they were enrolled or not.

    Who enrols somebody writes it too: then an enrolment and an attendance at one moment never miss each other.
    """

    course: str
    employee: str
    versions: Mapping[int, datetime] = field(default_factory=dict)
    revision: int = 0


def before_start(session: CourseSession, now: datetime) -> None:
    """Refuse to sign up or off once it has begun; raises SessionRefused."""
    if session.starts_at <= now:
        raise SessionRefused("session_started")


def after_start(session: CourseSession, now: datetime) -> None:
    """Refuse to record who attended what has not begun; raises SessionRefused."""
    if session.starts_at > now:
        raise SessionRefused("session_not_started")


def attended_at(attendance: Attendance, session: CourseSession) -> Attendance:
    """The attendance with a session; the first of each version counts."""
    if session.version in attendance.versions:
        return attendance
    return replace(attendance, versions={**attendance.versions, session.version: session.starts_at})


def with_attendance(enrolment: Enrolment, course: CourseVersion, attendance: Attendance, now: datetime) -> Enrolment:
    """The enrolment with the lessons of its version that attendance has done; the last lesson may pass it."""
    at = attendance.versions.get(enrolment.version)
    missing = course.session_lessons - enrolment.lessons.keys()
    if at is None or not missing or enrolment.version != course.version or enrolment.state not in OPEN:
        return enrolment
    lessons = {**enrolment.lessons, **dict.fromkeys(sorted(missing), at)}
    return all_done(replace(enrolment, lessons=lessons, state="in_progress"), course, now)
