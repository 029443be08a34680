"""The timer that publishing a course sets: its audience is enrolled, a page a turn."""

from __future__ import annotations

from collections.abc import Sequence

from chassis.clock import Clock
from chassis.timers import DueTimer, NewTimer
from services.routing.application.audience_enrolment import AudienceEnrolment
from services.routing.application.course_commands import ENROL
from services.routing.application.ports import Schedule


class Enrolling:
    """Handler of the timers that `CourseCommands` sets."""

    def __init__(self, enrolment: AudienceEnrolment, schedule: Schedule, clock: Clock) -> None:
        self._enrolment = enrolment
        self._schedule = schedule
        self._clock = clock

    async def __call__(self, due: Sequence[DueTimer]) -> None:
        """Enrol a page of each course; a timer that is not finished is set again, which no crash can lose."""
        for timer in due:
            course, version = timer.payload["course"], timer.payload["version"]
            if await self._enrolment.turn(timer.brand, course, version):
                again = NewTimer(timer.key, timer.brand, ENROL, self._clock.now_of(timer.brand), timer.payload)
                await self._schedule.schedule([again])
            else:
                await self._schedule.done_many([timer])
