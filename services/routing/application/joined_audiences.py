"""Who joins an audience after a version was published is enrolled too: new people, and those whose job changed."""

from __future__ import annotations

from collections.abc import Sequence

from chassis.clock import Clock
from chassis.errors import VersionConflict
from services.routing.application.audience_enrolment import by_rule
from services.routing.application.joining import joining
from services.routing.application.ports import BrandAnd, Joiner, LearningChange, Stores
from services.routing.domain.course import CourseVersion
from services.routing.domain.employee import Employee

PAGE = 200  # people about whom every published audience is asked at once
PAGES = 20  # of one turn; the next turn takes the rest


class JoinedAudiences:
    """One turn over a brand. A crash repeats nothing: whoever is enrolled, or was, is left as they are."""

    def __init__(self, stores: Stores, clock: Clock) -> None:
        self._stores = stores
        self._clock = clock

    async def turn(self, brand: str) -> int:
        """Ask the audiences about those whose entries changed; returns how many enrolments that made.

        While a new version still goes through its audience nobody is asked: that finds them.
        """
        if not await self._stores.enrolments.joiners(brand, 1):
            return 0
        courses = await self._stores.courses.with_audience(brand)
        if not all([await self._gone_through(brand, course) for course in courses]):
            return 0
        enrolled = 0
        for _ in range(PAGES):
            joiners = await self._stores.enrolments.joiners(brand, PAGE)
            enrolled += await self._ask(brand, courses, joiners)
            if len(joiners) < PAGE:
                break
        return enrolled

    async def _ask(self, brand: str, courses: Sequence[CourseVersion], joiners: Sequence[Joiner]) -> int:
        people = await self._stores.employees.get_many((brand, each.employee) for each in joiners)
        try:
            enrolled = sum([await self._enrol(brand, course, people) for course in courses])
            await self._stores.enrolments.commit(LearningChange(brand, joined=joiners))
        except VersionConflict:
            return 0  # somebody enrolled at this moment; the next turn asks again
        return enrolled

    async def _gone_through(self, brand: str, course: CourseVersion) -> bool:
        rollout = await self._stores.enrolments.rollout(brand, course.id)
        return rollout is not None and rollout.version == course.version and rollout.finished

    async def _enrol(self, brand: str, course: CourseVersion, people: dict[BrandAnd, Employee]) -> int:
        audience = course.audience
        ids = [each.id for each in people.values() if audience is not None and audience.includes(each)]
        present = await self._stores.enrolments.get_many(brand, course.id, ids)
        now = self._clock.now_of(brand)
        steps = [by_rule(course, each, now) for each in ids if each not in present]
        if steps:
            await self._stores.enrolments.commit(await joining(self._stores, brand, course, steps, now))
        return len(steps)
