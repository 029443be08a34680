"""Grading: what the answers to a course are worth, and whether they pass it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from services.routing.domain.course import CourseVersion, Lesson, Question
from services.routing.domain.course_rules import CourseFault, WrongCourse
from services.routing.domain.exercise import Criterion, TriageClass, TriageMessage

ResultKind = Literal["question", "criterion", "triage"]


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody chose at one question."""

    lesson: str
    question: str
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WrittenAnswer:
    """What somebody wrote as the answer to the conversation of a practice."""

    lesson: str
    text: str


@dataclass(frozen=True, slots=True)
class Sorting:
    """The class into which somebody put one message of a triage exercise."""

    lesson: str
    message: str
    triage: TriageClass


@dataclass(frozen=True, slots=True)
class Answers:
    """All that somebody answers in one attempt; each field is a list of its own in pointers."""

    choices: tuple[Choice, ...] = ()
    written: tuple[WrittenAnswer, ...] = ()
    sorted: tuple[Sorting, ...] = ()


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """What one question, one criterion of a practice or one message of a triage exercise brought.

    `question` is its id; `feedback` is that of the options chosen, of a criterion not met, of a message sorted.
    """

    lesson: str
    question: str
    points: int
    points_max: int
    feedback: tuple[str, ...] = ()
    kind: ResultKind = "question"


@dataclass(frozen=True, slots=True)
class Grade:
    """What all answers brought together; `percent` is rounded down, so that it never shows a pass that is none."""

    points: int
    points_max: int
    percent: int
    passed: bool
    results: tuple[QuestionResult, ...]


def grade(course: CourseVersion, answers: Answers) -> Grade:
    """Grade the answers to all that a course asks; what is not answered brings nothing.

    Raises:
        WrongCourse: An answer names what the course does not have, or one thing twice.
    """
    faults = [*_wrong_choices(course, answers.choices), *_wrong_texts(course, answers.written)]
    faults += _wrong_sortings(course, answers.sorted)
    if faults:
        raise WrongCourse(faults)
    results = tuple(result for lesson in course.lessons for result in _results(lesson, answers))
    points, points_max = sum(each.points for each in results), sum(each.points_max for each in results)
    passed = course.pass_mark is not None and points * 100 >= course.pass_mark * points_max
    return Grade(points, points_max, points * 100 // points_max if points_max else 0, passed, results)


def _results(lesson: Lesson, answers: Answers) -> Iterator[QuestionResult]:
    chosen = {each.question: each.options for each in answers.choices if each.lesson == lesson.id}
    for question in lesson.questions:
        yield _of_question(lesson.id, question, chosen.get(question.id, ()))
    text = next((each.text for each in answers.written if each.lesson == lesson.id), None)
    for criterion in lesson.practice.criteria if lesson.practice else ():
        yield _of_criterion(lesson.id, criterion, text)
    classes = {each.message: each.triage for each in answers.sorted if each.lesson == lesson.id}
    for message in lesson.triage:
        yield _of_message(lesson.id, message, classes.get(message.id))


def _of_question(lesson: str, question: Question, options: tuple[str, ...]) -> QuestionResult:
    points = question.points if frozenset(options) == question.right else 0
    feedback = tuple(each.feedback for each in question.options if each.id in options and each.feedback)
    return QuestionResult(lesson, question.id, points, question.points, feedback)


def _of_criterion(lesson: str, criterion: Criterion, text: str | None) -> QuestionResult:
    met = text is not None and criterion.met(text)
    feedback = (criterion.feedback,) if text is not None and not met and criterion.feedback else ()
    points = criterion.points if met else 0
    return QuestionResult(lesson, criterion.id, points, criterion.points, feedback, "criterion")


def _of_message(lesson: str, message: TriageMessage, given: TriageClass | None) -> QuestionResult:
    points = message.points if given == message.right else 0
    feedback = (message.feedback,) if given is not None and message.feedback else ()
    return QuestionResult(lesson, message.id, points, message.points, feedback, "triage")


def _wrong_choices(course: CourseVersion, choices: Sequence[Choice]) -> Iterator[CourseFault]:
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


def _wrong_texts(course: CourseVersion, written: Sequence[WrittenAnswer]) -> Iterator[CourseFault]:
    practised = {lesson.id for lesson in course.lessons if lesson.practice}
    for n, answer in enumerate(written):
        pointer = f"/written/{n}/lesson"
        if answer.lesson not in course.lesson_ids:
            yield CourseFault(pointer, "the course has no such lesson", "unknown_lesson")
        elif answer.lesson not in practised:
            yield CourseFault(pointer, "the lesson has no conversation to answer", "no_practice")
        elif any(each.lesson == answer.lesson for each in written[:n]):
            yield CourseFault(pointer, "is answered twice", "duplicate")


def _wrong_sortings(course: CourseVersion, sortings: Sequence[Sorting]) -> Iterator[CourseFault]:
    places = {(lesson.id, message.id) for lesson in course.lessons for message in lesson.triage}
    seen: set[tuple[str, str]] = set()
    for n, sorting in enumerate(sortings):
        place = (sorting.lesson, sorting.message)
        if sorting.lesson not in course.lesson_ids:
            yield CourseFault(f"/sorted/{n}/lesson", "the course has no such lesson", "unknown_lesson")
        elif place not in places:
            yield CourseFault(f"/sorted/{n}/message", "the lesson has no such message", "unknown_message")
        elif place in seen:
            yield CourseFault(f"/sorted/{n}/message", "is sorted twice", "duplicate")
        seen.add(place)
