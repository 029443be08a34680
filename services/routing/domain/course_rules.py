"""What a course must be before it can be stored: each fault names its field by JSON pointer."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from services.routing.domain.course import CourseVersion, Lesson, Question
from services.routing.domain.exercise import Criterion, Practice, folded


@dataclass(frozen=True, slots=True)
class CourseFault:
    """What is wrong with a field of what somebody wrote; `code` is for programs."""

    pointer: str
    detail: str
    code: str


class WrongCourse(Exception):
    """What was written of a course, or answered in one, cannot hold."""

    def __init__(self, faults: Sequence[CourseFault]) -> None:
        super().__init__(", ".join(each.code for each in faults))
        self.faults = tuple(faults)


def faults_of(course: CourseVersion, certificates: Collection[str]) -> Iterator[CourseFault]:
    """The faults of a course; `certificates` are those of the catalogue."""
    yield from _repeated("/lessons", [lesson.id for lesson in course.lessons])
    for n, lesson in enumerate(course.lessons):
        yield from _of_lesson(f"/lessons/{n}", lesson)
    if course.graded and course.pass_mark is None:
        yield CourseFault("/pass_mark", "a course that asks something needs a pass mark", "pass_mark_missing")
    if not course.graded and course.pass_mark is not None:
        yield CourseFault("/pass_mark", "a course that asks nothing has no pass mark", "nothing_to_pass")
    if not course.graded and course.certificates:
        yield CourseFault("/certificates", "a course that asks nothing gives no certificate", "nothing_to_pass")
    for n, certificate in enumerate(course.certificates):
        if certificate not in certificates:
            yield CourseFault(f"/certificates/{n}", "there is no such certificate", "unknown_certificate")
    audience = course.audience
    if audience is not None and audience.empty:
        yield CourseFault(
            "/audience", "an audience is everyone, or names departments, roles or levels", "empty_audience"
        )


def _of_lesson(pointer: str, lesson: Lesson) -> Iterator[CourseFault]:
    yield from _repeated(f"{pointer}/questions", [question.id for question in lesson.questions])
    for n, question in enumerate(lesson.questions):
        yield from _of_question(f"{pointer}/questions/{n}/options", question)
    if lesson.practice is not None:
        yield from _of_practice(f"{pointer}/practice", lesson.practice)
    yield from _repeated(f"{pointer}/triage", [message.id for message in lesson.triage])


def _of_practice(pointer: str, practice: Practice) -> Iterator[CourseFault]:
    yield from _repeated(f"{pointer}/criteria", [criterion.id for criterion in practice.criteria])
    if practice.turns[-1].by != "contact":
        last = len(practice.turns) - 1
        yield CourseFault(f"{pointer}/turns/{last}/by", "the last turn is the contact's, to be answered", "last_turn")
    if not any(criterion.can_fail for criterion in practice.criteria):
        yield CourseFault(f"{pointer}/criteria", "every answer meets all of the criteria", "cannot_fail")
    for n, criterion in enumerate(practice.criteria):
        yield from _of_criterion(f"{pointer}/criteria/{n}", criterion)


def _of_criterion(pointer: str, criterion: Criterion) -> Iterator[CourseFault]:
    counts = criterion.kind in {"min_words", "max_words"}
    if counts and criterion.words is None:
        yield CourseFault(f"{pointer}/words", "this kind needs a number of words", "missing")
    if criterion.kind in {"any_term", "no_term", "field"} and not criterion.terms:
        yield CourseFault(f"{pointer}/terms", "this kind needs terms", "missing")
    if not counts and criterion.words is not None:
        yield CourseFault(f"{pointer}/words", "this kind counts no words", "not_of_kind")
    if counts and criterion.terms:
        yield CourseFault(f"{pointer}/terms", "this kind looks at no terms", "not_of_kind")
    for n, term in enumerate(criterion.terms):
        if not folded(term).strip():
            yield CourseFault(f"{pointer}/terms/{n}", "a term has a letter or a sign", "empty_term")


def _of_question(pointer: str, question: Question) -> Iterator[CourseFault]:
    yield from _repeated(pointer, [option.id for option in question.options])
    right = sum(option.right for option in question.options)
    if question.kind == "single" and right != 1:
        yield CourseFault(pointer, "exactly one option of a single choice is right", "right_options")
    if question.kind == "multiple" and right == 0:
        yield CourseFault(pointer, "at least one option is right", "right_options")


def _repeated(pointer: str, ids: Sequence[str]) -> Iterator[CourseFault]:
    for n, id_ in enumerate(ids):
        if id_ in ids[:n]:
            yield CourseFault(f"{pointer}/{n}/id", "stands here twice", "duplicate")
