"""Courses: what is written of one, what a learner reads of it, and the catalogue."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from contracts.http.models import ReadModel, WriteModel
from contracts.http.routing.exercises import (
    CoursePractice,
    CourseTriage,
    ShownPractice,
    ShownTriage,
)
from contracts.http.routing.fields import Flag, Id, Language, Level, Text
from contracts.http.routing.questions import CourseQuestion, ShownQuestion

Markdown = Annotated[str, Field(max_length=50_000, pattern=r"^[^\x00]*$", strict=True)]
PassMark = Annotated[int, Field(strict=True, ge=1, le=100)]
Attempts = Annotated[int, Field(strict=True, ge=1, le=100)]
CourseState = Literal["draft", "published"]


class CourseLesson(WriteModel):
    """A lesson, as its author writes it."""

    id: Id
    """Its name in progress and answers, once in the course."""
    title: Text
    """The heading that learners read."""
    text: Markdown = ""
    """What is to be learnt, in Markdown."""
    questions: list[CourseQuestion] = Field(default=[], max_length=50)
    """What is asked about it; empty: nothing."""
    practice: CoursePractice | None = None
    """A conversation to answer; its criteria bring points as questions do. Null: none."""
    triage: list[CourseTriage] = Field(default=[], max_length=50)
    """Messages to put into triage classes; each brings points as questions do."""
    in_session: Flag = False
    """Whether it is done by attending a session of the version, and by nothing else; an attempt waits for that."""


class CourseAudience(WriteModel):
    """Who is enrolled by rule when the version is published, and who joins it later.

    Whoever is in one of the departments, has one of the roles and one of the levels; an empty list asks nothing.
    """

    everyone: Flag = False
    """Whether every employee is; then the lists count for nothing."""
    departments: list[Id] = Field(default=[], max_length=200)
    """Of these departments; empty: of any."""
    roles: list[Id] = Field(default=[], max_length=200)
    """In one of these roles of the directory; empty: in any."""
    levels: list[Level] = Field(default=[], max_length=5)
    """At one of these levels of the directory; empty: at any."""


class CourseUpdate(WriteModel):
    """A version of a course, written whole."""

    status: CourseState
    """`draft`: only its authors read it; `published`: everybody does, and its audience is enrolled."""
    title: Text
    """What it is called in the catalogue."""
    owner: Id
    """Who answers for it, by the id of a person."""
    languages: list[Language] = Field(min_length=1, max_length=50)
    """What it is written in (BCP 47)."""
    minutes: Annotated[int, Field(strict=True, ge=1, le=10_000)]
    """How long it takes, roughly."""
    lessons: list[CourseLesson] = Field(min_length=1, max_length=50)
    """In the order they are learnt."""
    pass_mark: PassMark | None
    """The least percentage of all points that passes; null where nothing brings any, needed where something does."""
    attempts_max: Attempts | None
    """How often one may try in one enrolment; null: without limit."""
    certificates: list[Id] = Field(max_length=20)
    """What passing gives, by ids of the catalogue of certificates."""
    audience: CourseAudience | None
    """Who is enrolled on publishing; null: nobody, people enrol or are enrolled by name."""
    deadline_days: Annotated[int, Field(strict=True, ge=1, le=3_650)] | None
    """How many days the audience has for it; null: no deadline."""


class CourseVersion(CourseUpdate):
    """A version of a course with its right answers, for its authors."""

    id: str
    """Chosen by its first author, for `GET /v1/courses/{course}`."""
    version: int
    """Grows by one with every write; `ETag` carries it."""
    by: str
    """Who wrote it, by id."""
    at: AwareDatetime
    """When it was written (UTC)."""


class ShownLesson(ReadModel):
    """A lesson as learners read it."""

    id: str
    """Its name in progress and answers, for who sends them."""
    title: str
    """The heading that learners read."""
    text: str
    """What is to be learnt, in Markdown."""
    questions: list[ShownQuestion]
    """What is asked about it; empty: nothing."""
    practice: ShownPractice | None
    """A conversation to answer; null: none."""
    triage: list[ShownTriage]
    """Messages to put into triage classes; empty: none."""
    in_session: bool
    """Whether it is done by attending a session of the version."""


class CourseSummary(ReadModel):
    """A course in the catalogue."""

    id: str
    """Chosen by its first author, for `GET /v1/courses/{course}`."""
    version: int
    """The version that is published; of a list of drafts, the newest."""
    title: str
    """The heading that learners read."""
    languages: list[str]
    """What it is written in (BCP 47)."""
    minutes: int
    """How long it takes, roughly."""
    certificates: list[str]
    """What passing gives, by ids of the catalogue of certificates."""


class CourseRollout(ReadModel):
    """How far the audience of a published version is enrolled."""

    version: int
    """The version whose audience it is."""
    enrolled: int
    """How many it has enrolled so far; who was enrolled already is not counted."""
    finished: bool
    """Whether it has gone through all of the audience."""
    at: AwareDatetime
    """When it last went on (UTC)."""


class Course(CourseSummary):
    """A course as learners read it; nothing in it tells a right answer."""

    owner: str
    """Who answers for it, by id."""
    lessons: list[ShownLesson]
    """In the order they are learnt."""
    pass_mark: int | None
    """The least percentage of all points that passes; null where nothing is asked."""
    attempts_max: int | None
    """How often one may try in one enrolment; null: without limit."""
    rollout: CourseRollout | None
    """How far its audience is enrolled; null where it has none."""
