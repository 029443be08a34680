"""Counting anew from the middle of the log: where to cut, and what the state of before the cut was.

Journeys and courses remember more than the log keeps. A recount begins with what they knew from before the cut, and
takes the rest from the log; both are sets of moments, so what lies on both sides is one.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from services.analytics.domain.courses import ClockFate, Course
from services.analytics.domain.journeys import Journey
from services.analytics.domain.windows import WindowCalendar

CLOCKS_DIFFER = timedelta(minutes=5)  # between the machine that stamps a record and the one that says when it happened


def cut_after(log_begins: datetime, calendar: WindowCalendar) -> datetime:
    """The first week that lies wholly in a log; windows of every length begin with it, and none reaches across."""
    week = calendar.start("week", log_begins + CLOCKS_DIFFER)
    return week if week >= log_begins + CLOCKS_DIFFER else calendar.after("week", week)


def journey_before(journey: Journey, cut: datetime) -> Journey | None:
    """A journey as of a cut, in its first revision; None where nothing of it is older."""
    touches = tuple(touch for touch in journey.touches if touch.at < cut)
    sales = tuple(sale for sale in journey.sales if sale.at < cut)
    return Journey(touches, sales, revision=1) if touches or sales else None


def course_before(course: Course, cut: datetime) -> Course | None:
    """A course as of a cut, in its first revision; None where nothing of it is older.

    A course that keeps only versions since the cut says nothing of before: it is taken from the log alone.
    """
    points = tuple(point for point in course.points if point.at < cut)
    clocks = tuple(fate for clock in course.clocks if (fate := _fate_before(clock, cut)) is not None)
    if not points and not clocks:
        return None
    settled, waited = (course.settled, course.waited) if points else (-1, False)
    return replace(course, points=points, clocks=clocks, settled=settled, waited=waited, revision=1)


def _fate_before(clock: ClockFate, cut: datetime) -> ClockFate | None:
    missed = clock.missed_at if clock.missed_at is not None and clock.missed_at < cut else None
    met = clock.met_at if clock.met_at is not None and clock.met_at < cut else None
    return None if missed is None and met is None else replace(clock, missed_at=missed, met_at=met)
