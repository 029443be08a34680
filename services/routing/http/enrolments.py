"""Enrolments: enrolling, progress, attempts, and the record of what an employee has learnt."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request

from chassis.auth import Caller
from chassis.http.paging import Page, PageCursor, PageLimit, after_id, command_id, page_within
from chassis.http.problem import Conflict, Forbidden, Invalid, NotFound
from chassis.http.scopes import needs, needs_no_scope
from contracts.http import routing as http
from services.routing.http.certificates import readable
from services.routing.http.courses import KnownCourse
from services.routing.http.dependencies import SIGN_OF_LIFE, Running
from services.routing.http.employees import READ, WRITE, EmployeeOrMe
from services.routing.http.learning_presenters import answers_of, attempt_view, enrolment_view, learning_view

router = APIRouter(dependencies=SIGN_OF_LIFE)

COURSE = "/v1/courses/{course}"


@router.get(COURSE + "/enrolments", **needs(READ, WRITE, refuses=[NotFound]))
async def list_course_enrolments(
    course: KnownCourse, caller: Caller, routing: Running, limit: PageLimit = 50, cursor: PageCursor = None
) -> Page[http.Enrolment]:
    """Who learns a course, by employee."""
    if await routing.stores.courses.entry(caller.brand, course) is None:
        raise NotFound
    enrolments = await routing.stores.enrolments.of_course(caller.brand, course, after_id(cursor), limit + 1)
    now = routing.clock.now_of(caller.brand)
    return page_within(enrolments, limit, lambda each: enrolment_view(each, now), lambda each: [each.employee])


@router.post(
    COURSE + "/enrolments", status_code=201, **needs_no_scope(refuses=[Forbidden, NotFound, Conflict, Invalid])
)
async def create_course_enrolments(
    course: KnownCourse, body: http.EnrolmentCreate, caller: Caller, routing: Running
) -> http.EnrolmentResults:
    """Enrol oneself, or with employees:write others, in the published version; one that ended begins anew."""
    oneself = body.employees is None
    if not oneself and WRITE not in caller.scopes:
        raise Forbidden(WRITE)
    enrolled = await routing.enrolment_commands.enrol(
        caller.brand,
        course,
        [caller.subject] if body.employees is None else body.employees,
        "self" if oneself else "person",
        caller.subject,
        body.due_at,
    )
    now = routing.clock.now_of(caller.brand)
    return http.EnrolmentResults(items=[enrolment_view(each, now) for each in enrolled])


@router.post(COURSE + "/lessons/{lesson}/complete", **needs_no_scope(refuses=[NotFound, Conflict]))
async def complete_course_lesson(
    course: KnownCourse,
    lesson: Annotated[str, Path(description="The id of a lesson of the version one is enrolled in.")],
    caller: Caller,
    routing: Running,
) -> http.Enrolment:
    """Mark a lesson as done, for oneself; a course that asks nothing is passed with its last lesson.

    A lesson that was done before stays so. An enrolment that ended takes no other one (`passed_already`,
    `no_attempts_left`).
    """
    enrolment = await routing.enrolment_commands.read_lesson(caller.brand, course, caller.subject, lesson)
    return enrolment_view(enrolment, routing.clock.now_of(caller.brand))


@router.post(COURSE + "/attempts", status_code=201, **needs_no_scope(refuses=[NotFound, Conflict, Invalid]))
async def create_course_attempt(
    course: KnownCourse, body: http.CourseAttemptCreate, caller: Caller, routing: Running, request: Request
) -> http.CourseAttempt:
    """Answer what a course asks, for oneself; passing gives its certificates at once. What is written is not kept."""
    attempt = await routing.enrolment_commands.answer(
        caller.brand, course, caller.subject, body.version, answers_of(body), command_id(request)
    )
    return attempt_view(attempt)


@router.get("/v1/employees/{employee}/learning", **needs_no_scope(refuses=[Forbidden, NotFound]))
async def get_employee_learning(employee: EmployeeOrMe, caller: Caller, routing: Running) -> http.Learning:
    """What an employee learns and holds, may do, and why not more; others' with employees:read or employees:write."""
    record = await routing.learning_records.of(caller.brand, readable(employee, caller))
    if record is None:
        raise NotFound
    return learning_view(record, routing.clock.now_of(caller.brand))
