"""Enrolments: who learns what, how far they are, and what an attempt brought."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from contracts.http.models import ReadModel, WriteModel
from contracts.http.moment import Moment
from contracts.http.routing.certificates import AbilityName, HeldCertificate
from contracts.http.routing.exercises import MAX_ANSWER, ExerciseTriage
from contracts.http.routing.fields import Id
from contracts.http.shown import ShownEmployee


class EnrolmentCreate(WriteModel):
    """Who is to learn the course; an enrolment that is open stays as it is."""

    employees: Annotated[list[Id], Field(min_length=1, max_length=200)] | None = None
    """Employees by id, all or none; null: the caller."""
    due_at: Moment | None = None
    """Until when; null: no deadline."""


class LessonProgress(ReadModel):
    """A lesson that is done."""

    lesson: str
    """The lesson, by its id in the enrolled version."""
    at: AwareDatetime
    """When it was marked as done (UTC)."""


class Enrolment(ReadModel):
    """An employee's place in a version of a course."""

    course: str
    """What is learnt, by id, as in `GET /v1/courses/{course}`."""
    version: int
    """The version they are enrolled in; later ones change nothing for them."""
    employee: ShownEmployee
    state: Literal["enrolled", "in_progress", "passed", "failed"]
    """`enrolled`: nothing done yet; `in_progress`; `passed`; `failed`: no attempt is left."""
    enrolled_at: AwareDatetime
    """Since when (UTC)."""
    enrolled_how: Literal["self", "person", "audience", "renewal"]
    """By themselves, by a person, or by the rule of the course's audience."""
    enrolled_by: str
    """Who did it, by id; of an audience, who published the version."""
    due_at: AwareDatetime | None
    """Until when it is to be passed (UTC); null: no deadline."""
    overdue: bool
    """Whether it is open and its deadline has passed."""
    lessons: list[LessonProgress]
    """The lessons that are done, in the order they were."""
    attempts: int
    """How often its questions were answered."""
    best_percent: int | None
    """The best result so far, in percent of all points; null before the first attempt."""
    ended_at: AwareDatetime | None
    """When it was passed or failed (UTC); null while it is open."""


class EnrolmentResults(ReadModel):
    """The enrolments of those who were named."""

    items: list[Enrolment]
    """In the order given."""


class Answer(WriteModel):
    """What was chosen at one question."""

    lesson: Id
    """Where the question stands, by id."""
    question: Id
    """Which one of the lesson, by id."""
    options: list[Id] = Field(max_length=10)
    """The options that were chosen, by id; of a single choice one at most."""


class PracticeAnswer(WriteModel):
    """What is written as the answer to the conversation of a lesson."""

    lesson: Id
    """Where the conversation stands, by id."""
    text: Annotated[str, Field(max_length=MAX_ANSWER, pattern=r"^[^\x00]*$", strict=True)]
    """The answer, as one would send it; it is judged and not kept."""


class SortedMessage(WriteModel):
    """The class into which one message of a triage exercise is put."""

    lesson: Id
    """Where the message stands, by id."""
    message: Id
    """Which one of the lesson, by id."""
    triage: ExerciseTriage
    """What the message asks of the brand."""


class CourseAttemptCreate(WriteModel):
    """The answers to all that a course asks; one that is left out brings no points."""

    version: Annotated[int, Field(strict=True, ge=1, le=10**8)]
    """The version that was read; it must be the enrolled one."""
    answers: list[Answer] = Field(default=[], max_length=2_500)
    """One for each question, in any order."""
    written: list[PracticeAnswer] = Field(default=[], max_length=50)
    """One for each lesson with a conversation to answer, in any order."""
    sorted: list[SortedMessage] = Field(default=[], max_length=2_500)
    """One for each message of the triage exercises, in any order."""


class AnsweredQuestion(ReadModel):
    """What one question, one criterion of a practice or one message of a triage exercise brought."""

    lesson: str
    """Where it stands, by id."""
    question: str
    """Which one of the lesson, by the id of the question, criterion or message."""
    points: int
    """The points for it: all, or none."""
    points_max: int
    """The points it could bring."""
    feedback: list[str]
    """What the author says to the options that were chosen, a criterion that was not met, or a message sorted."""
    kind: Literal["question", "criterion", "triage"]
    """Whether it is a question, a criterion of a practice, or a message of a triage exercise."""


class CourseAttempt(ReadModel):
    """A graded attempt."""

    id: str
    """The attempt, by an id that follows from its Idempotency-Key."""
    course: str
    """What was answered, by the course's id."""
    version: int
    """The enrolled version, whose questions these are."""
    at: AwareDatetime
    """When it was graded (UTC)."""
    points: int
    """All points together."""
    points_max: int
    """The points there are."""
    percent: int
    """The points as a percentage of those there are, rounded down."""
    passed: bool
    """Whether it reached the pass mark."""
    attempts_left: int | None
    """How many attempts remain; null: without limit."""
    questions: list[AnsweredQuestion]
    """Every question, criterion and message of the version, in order."""
    certificates: list[str]
    """The certificates it gave, by id."""
    withheld: list[str]
    """Those it would give, but that a person revoked: only a person gives them back."""


class CertificateWay(ReadModel):
    """A certificate that would give an ability."""

    certificate: str
    """What is missing, by id, as in `GET /v1/certificates/{certificate}`."""
    courses: list[str]
    """The courses that give it, by id; empty: only a person does."""


class AbilityMissing(ReadModel):
    """What one may not do, and what it takes."""

    ability: AbilityName
    """What one may not do yet."""
    ways: list[CertificateWay]
    """The certificates of which one is enough."""


class Learning(ReadModel):
    """The record of one employee: what they learn and hold, what they may do, and why not more."""

    employee: ShownEmployee
    enrolments: list[Enrolment]
    """All their enrolments, by course."""
    due: list[str]
    """The courses that are open and have a deadline, by id, the nearest first."""
    certificates: list[HeldCertificate]
    """What they hold and held."""
    abilities: list[AbilityName]
    """What they may do now by their valid certificates."""
    missing: list[AbilityMissing]
    """What they may not do and some certificate gives."""
