"""A course: lessons in order with their questions, for whom it is, and what passing it gives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from services.routing.domain.employee import Employee
from services.routing.domain.exercise import Practice, TriageMessage

QuestionKind = Literal["single", "multiple"]
CourseStatus = Literal["draft", "published"]


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to choose; `feedback` is shown to who chose it."""

    id: str
    text: str
    right: bool
    feedback: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its options, and the points for choosing all of the right ones and no other."""

    id: str
    text: str
    kind: QuestionKind
    options: tuple[Option, ...]
    points: int = 1

    @property
    def right(self) -> frozenset[str]:
        """The ids of the options that are right."""
        return frozenset(option.id for option in self.options if option.right)


@dataclass(frozen=True, slots=True)
class Lesson:
    """One step of a course: a text in Markdown, questions about it, and exercises.

    `practice` is a conversation to answer; `triage` are messages to put into triage classes.
    `in_session`: it is done by attending a session, and by nothing else.
    """

    id: str
    title: str
    text: str = ""
    questions: tuple[Question, ...] = ()
    practice: Practice | None = None
    triage: tuple[TriageMessage, ...] = ()
    in_session: bool = False

    @property
    def graded(self) -> bool:
        """Whether it asks something that brings points."""
        return bool(self.questions or self.practice or self.triage)


@dataclass(frozen=True, slots=True)
class Audience:
    """Who is enrolled by rule: everybody, or by department, role and level.

    Whoever is in one of the departments, has one of the roles and one of the levels; an empty list asks nothing.
    """

    everyone: bool = False
    departments: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    levels: tuple[int, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether it names nobody at all."""
        return not (self.everyone or self.departments or self.roles or self.levels)

    @property
    def groups(self) -> tuple[str | None, ...]:
        """The departments to go through, None for all employees."""
        return (None,) if self.everyone or not self.departments else self.departments

    def includes(self, employee: Employee) -> bool:
        """Whether somebody is in it, by what their entry says now."""
        if not employee.active or self.empty:
            return False
        asked = ((self.departments, employee.department), (self.roles, employee.role), (self.levels, employee.level))
        return self.everyone or all(not wanted or has in wanted for wanted, has in asked)


@dataclass(frozen=True, slots=True)
class CourseVersion:
    """A version of a course, which never changes.

    `pass_mark` is in percent of all points, None where nothing brings any; `attempts_max` None is without limit; who
    the audience enrols has `deadline_days` for it; `certificates` are given on passing.
    """

    id: str
    version: int
    status: CourseStatus
    title: str
    owner: str
    languages: tuple[str, ...]
    minutes: int
    lessons: tuple[Lesson, ...]
    pass_mark: int | None
    attempts_max: int | None
    certificates: tuple[str, ...]
    audience: Audience | None
    deadline_days: int | None
    by: str
    at: datetime

    def questions(self) -> Iterator[tuple[str, Question]]:
        """All questions in order, each with the id of its lesson."""
        return ((lesson.id, question) for lesson in self.lessons for question in lesson.questions)

    @property
    def graded(self) -> bool:
        """Whether something in it brings points."""
        return any(lesson.graded for lesson in self.lessons)

    @property
    def lesson_ids(self) -> frozenset[str]:
        """The ids of its lessons."""
        return frozenset(lesson.id for lesson in self.lessons)

    @property
    def session_lessons(self) -> frozenset[str]:
        """The ids of the lessons that are done by attending a session."""
        return frozenset(lesson.id for lesson in self.lessons if lesson.in_session)


@dataclass(frozen=True, slots=True)
class CourseEntry:
    """A course in the catalogue: its newest version, the published one (0: none), and what lists show of it.

    What is shown is of the published version, before there is one of the draft.
    """

    id: str
    version: int
    status: CourseStatus
    published: int
    title: str
    languages: tuple[str, ...]
    minutes: int
    certificates: tuple[str, ...]


def entry_after(before: CourseEntry | None, written: CourseVersion) -> CourseEntry:
    """The catalogue's entry after a version was written: a draft hides nothing of what is published."""
    shows = written.status == "published" or before is None or before.published == 0
    shown = written if shows else before
    if shown is None:
        raise ValueError("an entry shows a version or what it showed before")
    published = written.version if written.status == "published" else before.published if before else 0
    return CourseEntry(
        written.id,
        written.version,
        written.status,
        published,
        shown.title,
        shown.languages,
        shown.minutes,
        shown.certificates,
    )
