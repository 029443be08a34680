"""A course keeps what its conversation's newest events said, and no more than may still change."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta

from services.analytics.domain.courses import (
    MOST_CLOCKS,
    MOST_POINTS,
    ClockFate,
    Course,
    CourseStep,
    WaitPoint,
    advance,
    kept,
)
from services.analytics.domain.courses import course_facts as facts_of
from tests.support.analytics.builders import NOON, later

NEW = Course("x")


def points(*waits: bool) -> tuple[WaitPoint, ...]:
    return tuple(WaitPoint(version, later(version), each) for version, each in enumerate(waits, start=1))


def said(course: Course) -> list[tuple[str, float]]:
    return [(fact.kind, (fact.at - NOON).total_seconds()) for fact in facts_of("klm", course)]


def test_a_course_is_the_same_in_whichever_order_its_events_come() -> None:
    steps = [CourseStep("x", (point,)) for point in points(True, True, False, False, True, False)]
    draw = random.Random(5)
    for _ in range(20):
        course = NEW
        for step in draw.sample(steps, len(steps)):
            course = kept(advance(course, step))
        assert said(course) == [("wait_began", 1), ("wait_ended", 3), ("wait_began", 5), ("wait_ended", 6)]
        assert not course.is_open


def test_a_long_course_forgets_its_oldest_versions_and_what_they_counted_stays() -> None:
    whole = advance(NEW, CourseStep("x", points(*[version % 2 == 1 for version in range(1, 2 * MOST_POINTS + 2)])))
    stored = kept(whole)
    assert (len(stored.points), stored.settled, stored.is_open) == (MOST_POINTS, MOST_POINTS + 1, True)
    assert said(whole)[-MOST_POINTS:] == said(stored)
    late = advance(stored, CourseStep("x", (WaitPoint(3, NOON, False),)))
    assert said(late) == said(stored)


def test_a_clock_is_missed_from_its_time_on_and_open_until_it_ends() -> None:
    late = ClockFate("resolution", NOON, missed_at=later(60))
    running = advance(NEW, CourseStep("x", clocks=(late,)))
    assert (said(running), running.is_open) == ([("clock_decided", 60), ("clock_breached", 60)], True)
    ended = advance(running, CourseStep("x", clocks=(replace(late, missed_at=later(90), ended=True),)))
    assert (said(ended), ended.is_open) == (said(running), False)


def test_two_clocks_of_a_kind_are_told_apart_by_when_they_started() -> None:
    first = ClockFate("next_response", NOON, met_at=later(10), ended=True)
    second = replace(first, started_at=NOON + timedelta(seconds=20), met_at=later(30))
    course = advance(NEW, CourseStep("x", clocks=(second, first)))
    assert [each for each in said(course) if each[0] == "clock_met"] == [("clock_met", 10), ("clock_met", 30)]


def test_a_late_clock_that_still_runs_is_kept_however_many_others_ended_since() -> None:
    late = ClockFate("resolution", NOON, missed_at=later(60))
    others = tuple(
        ClockFate("next_response", later(100 + each), met_at=later(110 + each), ended=True)
        for each in range(MOST_CLOCKS + 5)
    )
    course = kept(advance(NEW, CourseStep("x", clocks=(late, *others))))
    assert len(course.clocks) == MOST_CLOCKS + 1
    assert course.is_open
    before = said(course)
    ended = advance(course, CourseStep("x", clocks=(replace(late, missed_at=later(900), ended=True),)))
    assert said(ended) == before, "it was counted when its time passed"
    assert not ended.is_open
