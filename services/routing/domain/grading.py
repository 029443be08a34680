"""Grading: what the answers to a course are worth, and whether they pass it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from services.routing.domain.course import CourseVersion, Question
from services.routing.domain.course_rules import CourseFault, WrongCourse


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody chose at one question."""

    lesson: str
    question: str
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """What one question brought; `feedback` is that of the options that were chosen."""

    lesson: str
    question: str
    points: int
    points_max: int
    feedback: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Grade:
    """What all answers brought together; `percent` is rounded down, so that it never shows a pass that is none."""

    points: int
    points_max: int
    percent: int
    passed: bool
    results: tuple[QuestionResult, ...]


def grade(course: CourseVersion, choices: Sequence[Choice]) -> Grade:
    """Grade the answers to all questions of a course; a question without an answer brings nothing.

    Raises:
        WrongCourse: An answer names what the course does not have, or one question twice.
    """
    faults = list(_faults(course, choices))
    if faults:
        raise WrongCourse(faults)
    chosen = {(each.lesson, each.question): each.options for each in choices}
    results = tuple(_result(lesson, question, chosen) for lesson, question in course.questions())
    points, points_max = sum(each.points for each in results), sum(each.points_max for each in results)
    passed = course.pass_mark is not None and points * 100 >= course.pass_mark * points_max
    return Grade(points, points_max, points * 100 // points_max if points_max else 0, passed, results)


def _result(lesson: str, question: Question, chosen: Mapping[tuple[str, str], tuple[str, ...]]) -> QuestionResult:
    options = chosen.get((lesson, question.id), ())
    points = question.points if frozenset(options) == question.right else 0
    feedback = tuple(each.feedback for each in question.options if each.id in options and each.feedback)
    return QuestionResult(lesson, question.id, points, question.points, feedback)


def _faults(course: CourseVersion, choices: Sequence[Choice]) -> Iterator[CourseFault]:
    questions = {(lesson, question.id): question for lesson, question in course.questions()}
    seen: set[tuple[str, str]] = set()
    for n, choice in enumerate(choices):
        place = (choice.lesson, choice.question)
        question = questions.get(place)
        if choice.lesson not in course.lesson_ids:
            yield CourseFault(f"/answers/{n}/lesson", "the course has no such lesson", "unknown_lesson")
        elif question is None:
            yield CourseFault(f"/answers/{n}/question", "the lesson has no such question", "unknown_question")
        elif place in seen:
            yield CourseFault(f"/answers/{n}/question", "is answered twice", "duplicate")
        else:
            yield from _wrong_options(f"/answers/{n}/options", question, choice.options)
        seen.add(place)


def _wrong_options(pointer: str, question: Question, options: Sequence[str]) -> Iterator[CourseFault]:
    there = {each.id for each in question.options}
    for n, option in enumerate(options):
        if option not in there:
            yield CourseFault(f"{pointer}/{n}", "the question has no such option", "unknown_option")
        elif option in options[:n]:
            yield CourseFault(f"{pointer}/{n}", "is chosen twice", "duplicate")
    if question.kind == "single" and len(options) > 1:
        yield CourseFault(pointer, "a single choice takes one option", "one_option")
