"""The course of a conversation: when it waited for an answer, and what became of each of its SLA clocks.

Its events may come in any order and by two processes: a course keeps what the newest of them said, version by version,
and its facts follow from all of it. What was counted of it before is taken back exactly, and counted as it is now.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from services.analytics.domain.facts import Fact

MOST_POINTS = 50  # versions of one conversation that may still come in another order; what is older stays as counted
MOST_CLOCKS = 20  # ended ones, as many as the inbox itself keeps beside a conversation


@dataclass(frozen=True, slots=True, order=True)
class WaitPoint:
    """Whether a conversation waits for an answer of ours, as of a version."""

    version: int
    at: datetime
    waits: bool


@dataclass(frozen=True, slots=True)
class ClockFate:
    """What became of one clock: when it was missed (its time passed while it ran, or it ended late) or met."""

    kind: str
    started_at: datetime
    missed_at: datetime | None = None
    met_at: datetime | None = None
    ended: bool = False

    def merged(self, other: ClockFate) -> ClockFate:
        """What both say of the same clock."""
        return replace(
            self,
            missed_at=min(filter(None, (self.missed_at, other.missed_at)), default=None),
            met_at=min(filter(None, (self.met_at, other.met_at)), default=None),
            ended=self.ended or other.ended,
        )


@dataclass(frozen=True, slots=True)
class CourseStep:
    """The addition of a batch to a course."""

    channel: str
    points: tuple[WaitPoint, ...] = ()
    clocks: tuple[ClockFate, ...] = ()


@dataclass(frozen=True, slots=True)
class Course:
    """The course of one conversation, oldest first. `revision` fences concurrent writers.

    `settled` is the version up to which nothing changes any more, and `waited` whether it waited then.
    """

    channel: str
    points: tuple[WaitPoint, ...] = ()
    clocks: tuple[ClockFate, ...] = ()
    settled: int = -1
    waited: bool = False
    revision: int = 0

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer, or a clock that passed its time still runs."""
        waits = self.points[-1].waits if self.points else self.waited
        return waits or not all(clock.ended for clock in self.clocks)


def advance(course: Course, step: CourseStep) -> Course:
    """The course after a batch, with all of its points and clocks; `kept` says what of it is stored."""
    points: dict[int, WaitPoint] = {}
    for point in (*course.points, *step.points):
        if point.version > course.settled:
            points[point.version] = min(point, points.get(point.version, point))
    clocks: dict[tuple[datetime, str], ClockFate] = {}
    for clock in (*course.clocks, *step.clocks):
        key = (clock.started_at, clock.kind)
        clocks[key] = clocks[key].merged(clock) if key in clocks else clock
    return replace(
        course,
        points=tuple(sorted(points.values())),
        clocks=tuple(clocks[key] for key in sorted(clocks)),
        revision=course.revision + 1,
    )


def kept(course: Course) -> Course:
    """The course without its oldest parts, where there are many; what they counted stays counted.

    A clock that still runs is no old part: when it ends, it must be known that it was counted.
    """
    old, points = course.points[:-MOST_POINTS], course.points[-MOST_POINTS:]
    forgotten = [clock for clock in course.clocks if clock.ended][:-MOST_CLOCKS]
    shorter = replace(course, points=points, clocks=tuple(clock for clock in course.clocks if clock not in forgotten))
    return replace(shorter, settled=old[-1].version, waited=old[-1].waits) if old else shorter


def course_facts(brand: str, course: Course) -> Iterable[Fact]:
    """The facts of a course: when its waits began and ended, and each decided clock once."""
    labels = {"channel": course.channel}
    waited = course.waited
    for point in course.points:
        if point.waits is not waited:
            yield Fact(brand, "wait_began" if point.waits else "wait_ended", point.at, labels)
            waited = point.waits
    for clock in course.clocks:
        at = clock.missed_at or clock.met_at
        if at is None:
            continue
        outcome = "clock_met" if clock.missed_at is None else "clock_breached"
        for kind in ("clock_decided", outcome):
            yield Fact(brand, kind, at, {"clock": clock.kind, **labels})
