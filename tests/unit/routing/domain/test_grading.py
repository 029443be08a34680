"""Grading: points for exactly the right options, a pass at the mark, and what an answer may not name."""

from __future__ import annotations

import random

import pytest

from services.routing.domain.course import Lesson
from services.routing.domain.course_rules import WrongCourse
from services.routing.domain.grading import Answers, Choice, Sorting, WrittenAnswer, grade
from tests.support.routing.courses import EXERCISES, RIGHT, a_course, a_question


def test_all_right_is_all_points_with_the_feedback_of_what_was_chosen() -> None:
    result = grade(a_course(), RIGHT)
    assert (result.points, result.points_max, result.percent, result.passed) == (2, 2, 100, True)
    assert result.results[1].feedback == ("about a", "about b")


@pytest.mark.parametrize("options", [(), ("a",), ("b",), ("a", "b", "c"), ("a", "c")])
def test_a_multiple_choice_is_right_as_a_whole_or_not_at_all(options: tuple[str, ...]) -> None:
    assert grade(a_course(), Answers((Choice("l1", "q2", options),))).points == 0


def test_an_answer_that_is_left_out_brings_nothing_and_half_reaches_a_mark_of_fifty() -> None:
    result = grade(a_course(), Answers(RIGHT.choices[:1]))
    assert (result.points, result.percent, result.passed) == (1, 50, True)
    assert not grade(a_course(pass_mark=51), Answers(RIGHT.choices[:1])).passed


def test_a_percentage_is_rounded_down_and_decides_nothing() -> None:
    lessons = (Lesson("l1", "", "", tuple(a_question(f"q{n}") for n in range(3))),)
    two_of_three = Answers(tuple(Choice("l1", f"q{n}", ("a",)) for n in range(2)))
    assert grade(a_course(lessons=lessons, pass_mark=66), two_of_three).percent == 66
    assert not grade(a_course(lessons=lessons, pass_mark=67), two_of_three).passed


@pytest.mark.parametrize(
    ("choice", "pointer", "code"),
    [
        (Choice("l9", "q1", ()), "/answers/0/lesson", "unknown_lesson"),
        (Choice("l1", "q9", ()), "/answers/0/question", "unknown_question"),
        (Choice("l1", "q1", ("z",)), "/answers/0/options/0", "unknown_option"),
        (Choice("l1", "q2", ("a", "a")), "/answers/0/options/1", "duplicate"),
        (Choice("l1", "q1", ("a", "b")), "/answers/0/options", "one_option"),
    ],
)
def test_an_answer_to_what_is_not_there_is_refused_by_its_pointer(choice: Choice, pointer: str, code: str) -> None:
    with pytest.raises(WrongCourse) as wrong:
        grade(a_course(), Answers((choice,)))
    assert [(each.pointer, each.code) for each in wrong.value.faults] == [(pointer, code)]


def test_a_question_is_answered_once() -> None:
    with pytest.raises(WrongCourse) as wrong:
        grade(a_course(), Answers(RIGHT.choices[:1] * 2))
    assert [each.pointer for each in wrong.value.faults] == ["/answers/1/question"]


def test_a_practice_brings_the_points_of_each_criterion_and_says_what_is_missing() -> None:
    course = a_course(lessons=EXERCISES)
    result = grade(course, Answers(written=(WrittenAnswer("practice", "We guarantee it."),)))
    assert [(each.kind, each.question, each.points, each.points_max) for each in result.results] == [
        ("criterion", "sorry", 0, 1),
        ("criterion", "promise", 0, 2),
        ("triage", "m1", 0, 1),
        ("triage", "m2", 0, 1),
    ]
    assert result.results[0].feedback == ("Say that we regret it.",)
    good = grade(course, Answers(written=(WrittenAnswer("practice", "We are SORRY."),)))
    assert [each.points for each in good.results] == [1, 2, 0, 0]
    assert [each.feedback for each in good.results] == [(), (), (), ()]


@pytest.mark.parametrize("written", [(), (WrittenAnswer("practice", " \n "),)])
def test_no_answer_meets_no_criterion(written: tuple[WrittenAnswer, ...]) -> None:
    result = grade(a_course(lessons=EXERCISES), Answers(written=written))
    assert (result.points, result.points_max) == (0, 5)
    assert all(not each.feedback for each in result.results) or written


def test_messages_bring_points_for_the_right_class_and_feedback_only_once_sorted() -> None:
    sorted_ = (Sorting("triage", "m1", "ignore"), Sorting("triage", "m2", "escalate"))
    result = grade(a_course(lessons=EXERCISES[1:]), Answers(sorted=sorted_))
    assert [(each.points, each.feedback) for each in result.results] == [(0, ("A question wants an answer.",)), (1, ())]
    assert (result.points, result.percent, result.passed) == (1, 50, True)
    assert [each.feedback for each in grade(a_course(lessons=EXERCISES[1:]), Answers()).results] == [(), ()]


@pytest.mark.parametrize(
    ("answers", "pointer", "code"),
    [
        (Answers(written=(WrittenAnswer("l9", ""),)), "/written/0/lesson", "unknown_lesson"),
        (Answers(written=(WrittenAnswer("triage", ""),)), "/written/0/lesson", "no_practice"),
        (Answers(written=(WrittenAnswer("practice", ""),) * 2), "/written/1/lesson", "duplicate"),
        (Answers(sorted=(Sorting("l9", "m1", "ignore"),)), "/sorted/0/lesson", "unknown_lesson"),
        (Answers(sorted=(Sorting("practice", "m1", "ignore"),)), "/sorted/0/message", "unknown_message"),
        (Answers(sorted=(Sorting("triage", "m1", "ignore"),) * 2), "/sorted/1/message", "duplicate"),
    ],
)
def test_an_exercise_that_is_not_there_is_refused_by_its_pointer(answers: Answers, pointer: str, code: str) -> None:
    with pytest.raises(WrongCourse) as wrong:
        grade(a_course(lessons=EXERCISES), answers)
    assert [(each.pointer, each.code) for each in wrong.value.faults] == [(pointer, code)]


@pytest.mark.parametrize("seed", range(100))
def test_points_add_up_and_a_better_answer_never_brings_less(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - any sequence does
    questions = tuple(
        a_question(f"q{n}", tuple(chance.sample("abc", chance.randint(1, 3))), "multiple", chance.randint(1, 9))
        for n in range(chance.randint(1, 8))
    )
    course = a_course(lessons=(Lesson("l1", "", "", questions),), pass_mark=chance.randint(1, 100))
    right = [Choice("l1", each.id, tuple(sorted(each.right))) for each in questions]
    some = [each if chance.random() < 0.5 else Choice("l1", each.question, ()) for each in right]
    result = grade(course, Answers(tuple(some)))
    assert result.points == sum(each.points for each in result.results)
    assert 0 <= result.points <= result.points_max == sum(each.points for each in questions)
    assert result.passed == (result.points * 100 >= (course.pass_mark or 0) * result.points_max)
    assert grade(course, Answers(tuple(right))).passed
    assert grade(course, Answers(tuple(right))).points >= result.points
    shuffled = chance.sample(some, len(some))
    assert grade(course, Answers(tuple(shuffled))) == result, "the order of answers counts for nothing"
