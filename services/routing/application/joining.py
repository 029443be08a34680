"""What enrolling writes, whoever does it: the enrolments with what was attended already, and what is told of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from contracts.event import Event
from services.routing import events as announce
from services.routing.application.ports import AttendanceStep, EnrolmentStep, LearningChange, Stores
from services.routing.domain.course import CourseVersion
from services.routing.domain.course_rules import CourseFault, WrongCourse
from services.routing.domain.session import Attendance, with_attendance


async def joining(
    stores: Stores, brand: str, course: CourseVersion, steps: Sequence[EnrolmentStep], now: datetime
) -> LearningChange:
    """The change that writes new enrolments in a version; who attended a session of it before is that far already."""
    attendances: list[AttendanceStep] = []
    if course.session_lessons and steps:
        there = await stores.sessions.attendances(brand, course.id, [step.after.employee for step in steps])
        attendances = [
            AttendanceStep(before, before or Attendance(course.id, step.after.employee))
            for step in steps
            for before in [there.get(step.after.employee)]
        ]
        steps = [
            replace(step, after=with_attendance(step.after, course, attendance.after, now))
            for step, attendance in zip(steps, attendances, strict=True)
        ]
    events: list[Event] = [announce.course_enrolled(brand, step.after, now) for step in steps]
    events += [announce.course_passed(brand, step.after, None, now) for step in steps if step.after.state == "passed"]
    return LearningChange(brand, steps, events=events, attendances=attendances)


async def check_employees(stores: Stores, brand: str, pointer: str, employees: Sequence[str]) -> None:
    """See that employees exist and are named once; raises WrongCourse."""
    there = await stores.employees.get_many((brand, each) for each in employees)
    faults = []
    for n, each in enumerate(employees):
        if (brand, each) not in there:
            faults.append(CourseFault(f"{pointer}/{n}", "there is no such employee", "unknown_employee"))
        elif each in employees[:n]:
            faults.append(CourseFault(f"{pointer}/{n}", "stands here twice", "duplicate"))
    if faults:
        raise WrongCourse(faults)
