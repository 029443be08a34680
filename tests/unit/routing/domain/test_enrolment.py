"""The states of an enrolment, and that no sequence of acts leaves them."""

from __future__ import annotations

import random

import pytest

from services.routing.domain.course import Lesson
from services.routing.domain.enrolment import (
    OPEN,
    Enrolment,
    EnrolmentNotAllowed,
    attempted,
    attempts_left,
    enrol,
    may_attempt,
    read_lesson,
)
from services.routing.domain.grading import grade
from tests.support.routing.builders import NOON, at
from tests.support.routing.courses import RIGHT, WRONG, a_course

COURSE = a_course()


def enrolled() -> Enrolment:
    """Give somebody who has just enrolled."""
    return enrol(None, COURSE, "anna", NOON, "self", "anna", at(60))


def test_an_open_enrolment_stays_in_its_version() -> None:
    before = enrolled()
    assert enrol(before, a_course(2), "anna", at(5), "audience", "boss") is before


def test_a_passed_one_begins_anew_in_the_newer_version() -> None:
    passed = attempted(enrolled(), COURSE, grade(COURSE, RIGHT), at(5))
    assert (passed.state, passed.ended_at, passed.best_percent) == ("passed", at(5), 100)
    again = enrol(passed, a_course(2), "anna", at(9), "self", "anna")
    assert (again.state, again.version, again.round, again.attempts) == ("enrolled", 2, 2, 0)


def test_who_used_up_their_attempts_is_enrolled_again_by_others_only() -> None:
    once = attempted(enrolled(), COURSE, grade(COURSE, WRONG), at(5))
    assert (once.state, attempts_left(once, COURSE)) == ("in_progress", 1)
    failed = attempted(once, COURSE, grade(COURSE, WRONG), at(6))
    assert (failed.state, attempts_left(failed, COURSE)) == ("failed", 0)
    with pytest.raises(EnrolmentNotAllowed, match="no_attempts_left"):
        may_attempt(failed, 1)
    with pytest.raises(EnrolmentNotAllowed, match="no_attempts_left"):
        enrol(failed, COURSE, "anna", at(7), "self", "anna")
    assert enrol(failed, COURSE, "anna", at(7), "person", "boss").state == "enrolled"


def test_another_version_than_the_enrolled_one_is_not_answered() -> None:
    with pytest.raises(EnrolmentNotAllowed, match="other_version"):
        may_attempt(enrolled(), 2)


def test_a_course_that_asks_nothing_is_passed_with_its_last_lesson() -> None:
    course = a_course(lessons=(Lesson("l1", ""), Lesson("l2", "")), pass_mark=None, certificates=())
    one = read_lesson(enrol(None, course, "anna", NOON, "self", "anna"), course, "l2", at(1))
    assert (one.state, dict(one.lessons)) == ("in_progress", {"l2": at(1)})
    assert read_lesson(one, course, "l2", at(2)) is one
    assert read_lesson(one, course, "l1", at(3)).state == "passed"


def test_an_enrolment_that_ended_takes_no_lesson_but_one_that_was_done_before() -> None:
    read = read_lesson(enrolled(), COURSE, "l1", at(1))
    passed = attempted(read, COURSE, grade(COURSE, RIGHT), at(2))
    failed = attempted(attempted(read, COURSE, grade(COURSE, WRONG), at(2)), COURSE, grade(COURSE, WRONG), at(3))
    for ended, code in ((passed, "passed_already"), (failed, "no_attempts_left")):
        assert read_lesson(ended, COURSE, "l1", at(4)) is ended
        with pytest.raises(EnrolmentNotAllowed, match=code):
            read_lesson(ended, COURSE, "l2", at(4))


def test_a_deadline_that_passed_is_overdue_while_it_is_open() -> None:
    assert not enrolled().overdue(at(59))
    assert enrolled().overdue(at(60))
    assert not attempted(enrolled(), COURSE, grade(COURSE, RIGHT), at(5)).overdue(at(60))


@pytest.mark.parametrize("seed", range(100))
def test_no_sequence_of_acts_passes_the_limit_or_leaves_an_end(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - any sequence does
    course = a_course(attempts_max=chance.randint(1, 4))
    present = enrol(None, course, "anna", NOON, "self", "anna")
    for step in range(12):
        before, act = present, chance.choice(["read", "wrong", "right", "enrol"])
        try:
            if act == "read":
                present = read_lesson(before, course, chance.choice(["l1", "l2"]), at(step))
            elif act == "enrol":
                present = enrol(before, course, "anna", at(step), "self", "anna")
            else:
                present = attempted(before, course, grade(course, RIGHT if act == "right" else WRONG), at(step))
        except EnrolmentNotAllowed:
            assert before.state not in OPEN
        assert present.attempts <= (course.attempts_max or 0)
        assert (present.ended_at is None) == (present.state in OPEN)
        assert present.round == before.round + (act == "enrol" and before.state == "passed")
        if before.state not in OPEN and act != "enrol":
            assert present == before
