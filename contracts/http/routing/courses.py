"""Courses: what is written of one, what a learner reads of it, and the catalogue."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from contracts.http.models import ReadModel, WriteModel
from contracts.http.routing.fields import Flag, Id, Language, Text

Markdown = Annotated[str, Field(max_length=50_000, pattern=r"^[^\x00]*$", strict=True)]
Sentence = Annotated[str, Field(min_length=1, max_length=1_000, pattern=r"^[^\x00]*$", strict=True)]
Feedback = Annotated[str, Field(max_length=1_000, pattern=r"^[^\x00]*$", strict=True)]
PassMark = Annotated[int, Field(strict=True, ge=1, le=100)]
Attempts = Annotated[int, Field(strict=True, ge=1, le=100)]
QuestionType = Literal["single", "multiple"]
CourseState = Literal["draft", "published"]


class CourseOption(WriteModel):
    """One answer to choose, as its author writes it."""

    id: Id
    """Its name in answers, once in the question."""
    text: Sentence
    """The words beside the box to tick."""
    right: Flag
    """Whether it belongs to the right answer; learners never read it."""
    feedback: Feedback = ""
    """Shown to who chose it, once they have answered."""


class CourseQuestion(WriteModel):
    """A question of a lesson, as its author writes it."""

    id: Id
    """Its name in answers, once in the lesson."""
    text: Sentence
    """The words of the question."""
    kind: QuestionType
    """`single`: exactly one option is right; `multiple`: one or more are."""
    options: list[CourseOption] = Field(min_length=2, max_length=10)
    """What can be chosen, in the order shown."""
    points: Annotated[int, Field(strict=True, ge=1, le=100)] = 1
    """For choosing all of the right options and no other; anything else gives none."""


class CourseLesson(WriteModel):
    """A lesson, as its author writes it."""

    id: Id
    """Its name in progress and answers, once in the course."""
    title: Text
    """The heading that learners read."""
    text: Markdown = ""
    """What is to be learnt, in Markdown."""
    questions: list[CourseQuestion] = Field(default=[], max_length=50)
    """What is asked about it; empty: it is only read."""


class CourseAudience(WriteModel):
    """Who is enrolled by rule when the version is published."""

    everyone: Flag = False
    """Whether every employee is; then departments count for nothing."""
    departments: list[Id] = Field(default=[], max_length=200)
    """The departments whose employees are."""


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
    """The least percentage of all points that passes; needed with questions, and null without any."""
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


class ShownOption(ReadModel):
    """One answer to choose."""

    id: str
    """Its name in answers, for who sends them."""
    text: str
    """The words beside the box to tick."""


class ShownQuestion(ReadModel):
    """A question as learners read it: without the right answer."""

    id: str
    """Its name in answers, for who sends them."""
    text: str
    """The words of the question."""
    kind: QuestionType
    """`single`: choose one option; `multiple`: choose one or more."""
    options: list[ShownOption]
    """What can be chosen, in the order shown."""
    points: int
    """For choosing all of the right options and no other."""


class ShownLesson(ReadModel):
    """A lesson as learners read it."""

    id: str
    """Its name in progress and answers, for who sends them."""
    title: str
    """The heading that learners read."""
    text: str
    """What is to be learnt, in Markdown."""
    questions: list[ShownQuestion]
    """What is asked about it; empty: it is only read."""


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
