"""An enrolment: who learns which version of a course, how far they are, and how it ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from services.routing.domain.course import CourseVersion
from services.routing.domain.grading import Grade, QuestionResult

EnrolmentState = Literal["enrolled", "in_progress", "passed", "failed"]
EnrolledBy = Literal["self", "person", "audience", "renewal"]
Refused = Literal["other_version", "passed_already", "no_attempts_left", "by_attendance", "not_attended"]
OPEN: frozenset[EnrolmentState] = frozenset({"enrolled", "in_progress"})


class EnrolmentNotAllowed(Exception):
    """The command does not fit the enrolment as it stands; `code` says why."""

    def __init__(self, enrolment: Enrolment, code: Refused) -> None:
        super().__init__(code)
        self.enrolment = enrolment
        self.code = code


@dataclass(frozen=True, slots=True)
class Enrolment:
    """Somebody's place in a version of a course: one per employee and course, at most.

    `lessons` are those that are done, with when. `attempts` counts those of this enrolment; `round` grows when somebody
    is enrolled anew after it ended.
    """

    course: str
    employee: str
    version: int
    state: EnrolmentState
    enrolled_at: datetime
    enrolled_how: EnrolledBy
    enrolled_by: str
    due_at: datetime | None = None
    lessons: Mapping[str, datetime] = field(default_factory=dict)
    attempts: int = 0
    best_percent: int | None = None
    ended_at: datetime | None = None
    round: int = 1
    revision: int = 0

    def overdue(self, now: datetime) -> bool:
        """Whether its deadline has passed while it is open."""
        return self.state in OPEN and self.due_at is not None and self.due_at <= now


@dataclass(frozen=True, slots=True)
class CourseAttempt:
    """One try at the questions of a course, graded; it never changes.

    `withheld` are certificates that only a person gives back, because a person revoked them.
    """

    id: str
    course: str
    version: int
    employee: str
    at: datetime
    points: int
    points_max: int
    percent: int
    passed: bool
    results: tuple[QuestionResult, ...]
    attempts_left: int | None
    certificates: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()


def enrol(
    before: Enrolment | None,
    course: CourseVersion,
    employee: str,
    now: datetime,
    how: EnrolledBy,
    by: str,
    due_at: datetime | None = None,
) -> Enrolment:
    """Enrol somebody in a version; an enrolment that is open stays as it is, one that ended begins anew.

    Raises:
        EnrolmentNotAllowed: They used up their attempts, and nobody else enrols them.
    """
    if before is not None and before.state in OPEN:
        return before
    if before is not None and before.state == "failed" and how == "self":
        raise EnrolmentNotAllowed(before, "no_attempts_left")
    fresh = Enrolment(course.id, employee, course.version, "enrolled", now, how, by, due_at)
    return fresh if before is None else replace(fresh, round=before.round + 1, revision=before.revision)


def read_lesson(enrolment: Enrolment, course: CourseVersion, lesson: str, now: datetime) -> Enrolment:
    """Mark a lesson of the enrolled version as done; a course that asks nothing is passed with its last lesson.

    A lesson that was done before stays as it is, in whichever state.

    Raises:
        EnrolmentNotAllowed: The enrolment ended without it, or it is done by attending a session.
    """
    if lesson in enrolment.lessons:
        return enrolment
    _must_be_open(enrolment)
    if lesson in course.session_lessons:
        raise EnrolmentNotAllowed(enrolment, "by_attendance")
    lessons = {**enrolment.lessons, lesson: now}
    return all_done(replace(enrolment, lessons=lessons, state="in_progress"), course, now)


def all_done(enrolment: Enrolment, course: CourseVersion, now: datetime) -> Enrolment:
    """The enrolment, passed when the course asks nothing and all of its lessons are done."""
    if course.pass_mark is None and course.lesson_ids <= enrolment.lessons.keys():
        return replace(enrolment, state="passed", ended_at=now)
    return enrolment


def may_attempt(enrolment: Enrolment, version: int) -> None:
    """Refuse an attempt that cannot count.

    Raises:
        EnrolmentNotAllowed: Another version is answered than the enrolled one, or it ended.
    """
    _must_be_open(enrolment)
    if version != enrolment.version:
        raise EnrolmentNotAllowed(enrolment, "other_version")


def _must_be_open(enrolment: Enrolment) -> None:
    if enrolment.state == "passed":
        raise EnrolmentNotAllowed(enrolment, "passed_already")
    if enrolment.state == "failed":
        raise EnrolmentNotAllowed(enrolment, "no_attempts_left")


def attempted(enrolment: Enrolment, course: CourseVersion, result: Grade, now: datetime) -> Enrolment:
    """The enrolment after a graded attempt; the last that is allowed ends it when it does not pass.

    Raises:
        EnrolmentNotAllowed: As `may_attempt`, or a lesson is to be attended first.
    """
    may_attempt(enrolment, course.version)
    if not course.session_lessons <= enrolment.lessons.keys():
        raise EnrolmentNotAllowed(enrolment, "not_attended")
    attempts = enrolment.attempts + 1
    best = max(result.percent, enrolment.best_percent or 0)
    after = replace(enrolment, attempts=attempts, best_percent=best, state="in_progress")
    if result.passed:
        return replace(after, state="passed", ended_at=now)
    if attempts_left(after, course) == 0:
        return replace(after, state="failed", ended_at=now)
    return after


def attempts_left(enrolment: Enrolment, course: CourseVersion) -> int | None:
    """How many attempts remain; None without a limit."""
    return None if course.attempts_max is None else max(0, course.attempts_max - enrolment.attempts)
