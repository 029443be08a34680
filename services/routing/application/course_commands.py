"""Changes of courses: each write is a new version, and publishing one enrols its audience in the background."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from chassis.clock import Clock
from chassis.errors import VersionConflict
from chassis.timers import NewTimer
from services.routing import events as announce
from services.routing.application.ports import CourseChange, EmployeeFilter, Stores
from services.routing.application.rule_commands import StaleRules
from services.routing.domain.course import CourseEntry, CourseVersion, entry_after
from services.routing.domain.course_rules import CourseFault, WrongCourse, faults_of

ENROL = "enrol"


class CourseCommands:
    """Writes courses."""

    def __init__(self, stores: Stores, clock: Clock) -> None:
        self._courses = stores.courses
        self._catalogue = stores.catalogue
        self._employees = stores.employees
        self._clock = clock

    async def put(
        self, brand: str, written: Callable[[int], CourseVersion], course: str, expected: int | None
    ) -> CourseVersion:
        """Store a course as its next version; `written` makes it from its number.

        Raises:
            WrongCourse: It cannot hold, with each fault's pointer.
            StaleRules: The course is not at `expected`, or somebody else wrote it at this moment.
        """
        before = await self._courses.entry(brand, course)
        present = before.version if before else 0
        if expected is not None and expected != present:
            raise StaleRules(present)
        version = written(present + 1)
        faults = list(faults_of(version, await self._catalogue.definitions(brand)))
        faults += await self._nobody_there(brand, version)
        if faults:
            raise WrongCourse(faults)
        try:
            await self._courses.commit(self._change(brand, before, version))
        except VersionConflict:
            newest = await self._courses.entry(brand, course)
            raise StaleRules(newest.version if newest else 0) from None
        return version

    def _change(self, brand: str, before: CourseEntry | None, version: CourseVersion) -> CourseChange:
        change = CourseChange(brand, before, entry_after(before, version), version)
        if version.status != "published":
            return change
        now = self._clock.now_of(brand)
        payload = {"course": version.id, "version": version.version}
        timers = (
            [NewTimer(f"{ENROL}/{brand}/{version.id}/{version.version}", brand, ENROL, now, payload)]
            if version.audience
            else []
        )
        return replace(change, events=[announce.course_published(brand, version, now)], timers=timers)

    async def _nobody_there(self, brand: str, version: CourseVersion) -> list[CourseFault]:
        """The departments of the audience in which nobody is."""
        faults = []
        for n, department in enumerate(version.audience.departments if version.audience else ()):
            if not await self._employees.page(brand, EmployeeFilter(department=department), None, 1):
                pointer = f"/audience/departments/{n}"
                faults.append(CourseFault(pointer, "nobody is in this department", "empty_audience"))
        return faults
