"""Where a recount cuts, and what journeys and courses were before it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from services.analytics.domain.courses import ClockFate, Course, CourseStep, WaitPoint, advance, course_facts
from services.analytics.domain.journeys import Journey, Sale, Touch
from services.analytics.domain.recount import course_before, cut_after, journey_before
from services.analytics.domain.windows import WindowCalendar
from tests.support.analytics.builders import NOON, later

OLD, NEW = later(-60), later(60)


def test_a_cut_is_the_first_local_week_that_lies_wholly_in_the_log() -> None:
    amsterdam = WindowCalendar(zone=ZoneInfo("Europe/Amsterdam"))
    assert cut_after(NOON, amsterdam) == datetime(2026, 4, 19, 22, tzinfo=UTC)
    monday = datetime(2026, 4, 20, tzinfo=UTC)
    assert cut_after(monday - timedelta(minutes=5), WindowCalendar()) == monday
    assert cut_after(monday, WindowCalendar()) == monday + timedelta(days=7)


def test_a_journey_keeps_what_is_older_and_a_younger_one_is_left_to_the_log() -> None:
    old, new = Touch(OLD, "c1", "x"), Touch(NEW, "c1", "x")
    sale = Sale(OLD, "s1", "order", 100, "EUR")
    assert journey_before(Journey((old, new), (sale,), revision=7), NOON) == Journey((old,), (sale,), revision=1)
    assert journey_before(Journey((new,), (), revision=1), NOON) is None


def test_a_wait_from_before_the_cut_ends_once_when_the_log_tells_its_end() -> None:
    points = (WaitPoint(1, OLD, waits=True), WaitPoint(2, NEW, waits=False))
    before = course_before(Course("x", points, revision=2), NOON)
    assert before is not None
    after = advance(before, CourseStep("x", points))
    counted = [fact.kind for fact in course_facts("klm", after)]
    assert [fact.kind for fact in course_facts("klm", before)] == ["wait_began"]
    assert counted == ["wait_began", "wait_ended"]


def test_a_clock_that_was_decided_since_the_cut_is_left_to_the_log() -> None:
    decided = ClockFate("resolution", OLD, met_at=NEW, ended=True)
    broken = ClockFate("first_response", OLD, missed_at=OLD)
    assert course_before(Course("x", clocks=(decided,)), NOON) is None
    kept = course_before(Course("x", clocks=(broken, decided)), NOON)
    assert kept is not None
    assert kept.clocks == (broken,)


def test_a_course_that_forgot_what_was_before_the_cut_is_left_to_the_log() -> None:
    busy = Course("x", (WaitPoint(60, NEW, waits=True),), settled=59, waited=True)
    assert course_before(busy, NOON) is None
