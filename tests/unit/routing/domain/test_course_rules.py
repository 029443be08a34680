"""What a course must be: each fault is named by its pointer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.routing.domain.course import Audience, CourseVersion, Lesson, entry_after
from services.routing.domain.course_rules import faults_of
from services.routing.domain.exercise import Criterion, Practice, Speaker, Turn
from tests.support.routing.courses import EXERCISES, TRIAGE, a_course, a_question

CANNOT_FAIL = [("/lessons/0/practice/criteria", "cannot_fail")]


def practised(*criteria: Criterion, by: Speaker = "contact") -> CourseVersion:
    """Give a course of one practice."""
    return a_course(lessons=(Lesson("l1", "", practice=Practice((Turn(by, "Hello?"),), criteria)),))


READ_ONLY = (Lesson("l1", "", "text"),)
ASKS_BADLY = (Lesson("l1", "", "", (a_question("q1", ("a", "b")), a_question("q2", (), "multiple"))),)


@pytest.mark.parametrize(
    ("course", "expected"),
    [
        (a_course(), []),
        (a_course(pass_mark=None), [("/pass_mark", "pass_mark_missing")]),
        (
            a_course(lessons=READ_ONLY),
            [("/pass_mark", "nothing_to_pass"), ("/certificates", "nothing_to_pass")],
        ),
        (a_course(lessons=EXERCISES), []),
        (a_course(lessons=EXERCISES, pass_mark=None), [("/pass_mark", "pass_mark_missing")]),
        (
            practised(Criterion("c", "no_term"), by="brand"),
            [
                ("/lessons/0/practice/turns/0/by", "last_turn"),
                ("/lessons/0/practice/criteria", "cannot_fail"),
                ("/lessons/0/practice/criteria/0/terms", "missing"),
            ],
        ),
        (
            practised(Criterion("c", "min_words", words=1), Criterion("c", "max_words", words=2_500)),
            [("/lessons/0/practice/criteria/1/id", "duplicate"), ("/lessons/0/practice/criteria", "cannot_fail")],
        ),
        (practised(Criterion("c", "max_words")), CANNOT_FAIL + [("/lessons/0/practice/criteria/0/words", "missing")]),
        (
            practised(Criterion("c", "any_term", ("a", " "), words=3)),
            [
                ("/lessons/0/practice/criteria/0/words", "not_of_kind"),
                ("/lessons/0/practice/criteria/0/terms/1", "empty_term"),
            ],
        ),
        (
            practised(Criterion("c", "min_words", ("a",), words=3)),
            [("/lessons/0/practice/criteria/0/terms", "not_of_kind")],
        ),
        (a_course(lessons=(Lesson("l1", "", triage=TRIAGE[:1] * 2),)), [("/lessons/0/triage/1/id", "duplicate")]),
        (a_course(certificates=("speak", "fly")), [("/certificates/1", "unknown_certificate")]),
        (a_course(audience=Audience()), [("/audience", "empty_audience")]),
        (a_course(lessons=(*a_course().lessons, Lesson("l1", ""))), [("/lessons/2/id", "duplicate")]),
        (
            a_course(lessons=ASKS_BADLY),
            [("/lessons/0/questions/0/options", "right_options"), ("/lessons/0/questions/1/options", "right_options")],
        ),
    ],
)
def test_the_faults_of_a_course(course: CourseVersion, expected: list[tuple[str, str]]) -> None:
    assert [(each.pointer, each.code) for each in faults_of(course, {"speak"})] == expected


def test_a_draft_hides_nothing_of_what_is_published() -> None:
    first = entry_after(None, a_course(status="draft", title="Draft"))
    assert (first.published, first.title) == (0, "Draft")
    published = entry_after(first, a_course(2))
    draft = entry_after(published, a_course(3, status="draft", title="Next"))
    assert draft == replace(published, version=3, status="draft")
    assert (draft.published, draft.title) == (2, "Our tone")
