"""Courses for tests: complete ones, of which a test says only what matters to it."""

from __future__ import annotations

from typing import Any

from services.routing.domain.certificate import CertificateDefinition
from services.routing.domain.course import Audience, CourseVersion, Lesson, Option, Question
from services.routing.domain.exercise import Criterion, Practice, TriageMessage, Turn
from services.routing.domain.grading import Answers, Choice
from services.routing.domain.session import CourseSession
from tests.support.routing.builders import NOON, at

SPEAK = CertificateDefinition("speak", "Speaks", 2, 365, {"tone": 3}, ("share", "speak_for_brand"))
EVERYONE = Audience(everyone=True)


def a_question(id_: str = "q1", right: tuple[str, ...] = ("a",), kind: str = "single", points: int = 1) -> Question:
    """Give a question with the options a, b and c, of which some are right."""
    options = tuple(Option(each, each.upper(), each in right, f"about {each}") for each in ("a", "b", "c"))
    return Question(id_, "What now?", kind, options, points)  # type: ignore[arg-type]  # a literal in every test


def a_course(version: int = 1, **fields: Any) -> CourseVersion:
    """Give a published course of two lessons: two questions, each worth one point, half of which pass."""
    usual: dict[str, Any] = {
        "id": "tone",
        "status": "published",
        "title": "Our tone",
        "owner": "boss",
        "languages": ("en",),
        "minutes": 20,
        "lessons": (
            Lesson("l1", "First", "# Hello", (a_question("q1"), a_question("q2", ("a", "b"), "multiple"))),
            Lesson("l2", "Second", "Read this."),
        ),
        "pass_mark": 50,
        "attempts_max": 2,
        "certificates": ("speak",),
        "audience": None,
        "deadline_days": None,
        "by": "boss",
        "at": NOON,
    }
    return CourseVersion(version=version, **{**usual, **fields})


TAUGHT = Lesson("taught", "With us", "Come.", in_session=True)


def a_session(id_: str = "s1", **fields: Any) -> CourseSession:
    """Give a session of the first version, an hour from now, with two seats."""
    usual: dict[str, Any] = {
        "course": "tone",
        "version": 1,
        "starts_at": at(3600),
        "place": "Room 1",
        "link": "",
        "instructor": "ida",
        "seats": 2,
        "by": "boss",
    }
    return CourseSession(id_, **{**usual, **fields})


RIGHT = Answers((Choice("l1", "q1", ("a",)), Choice("l1", "q2", ("b", "a"))))
WRONG = Answers((Choice("l1", "q1", ("b",)),))

PRACTICE = Practice(
    (Turn("contact", "My suitcase did not arrive."),),
    (
        Criterion("sorry", "any_term", ("sorry", "apologise"), feedback="Say that we regret it."),
        Criterion("promise", "no_term", ("guarantee",), feedback="We promise no dates.", points=2),
    ),
)
TRIAGE = (
    TriageMessage("m1", "Where is my suitcase?", "respond", "A question wants an answer."),
    TriageMessage("m2", "There is smoke in the hall.", "escalate"),
)
EXERCISES = (Lesson("practice", "Answer", practice=PRACTICE), Lesson("triage", "Sort", triage=TRIAGE))
