"""Courses: the catalogue, what learners read, and the versions their authors write."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response

from chassis.auth import Caller
from chassis.http.answers import ETAG
from chassis.http.paging import Cursor, Page, PageCursor, PageLimit, after_id, etag, if_match, page_within
from chassis.http.problem import Forbidden, Invalid, NotFound, PreconditionFailed
from chassis.http.scopes import needs, needs_no_scope
from contracts.http import routing as http
from contracts.http.fields import LANGUAGE_PATTERN
from services.routing.application.ports import CourseFilter
from services.routing.domain.course import CourseVersion
from services.routing.domain.enrolment import OPEN
from services.routing.http.course_presenters import course_of, learner_view, summary_view, version_view
from services.routing.http.dependencies import SIGN_OF_LIFE, Running

router = APIRouter(prefix="/v1/courses", dependencies=SIGN_OF_LIFE)

WRITE = "rules:write"
CourseId = Annotated[str, Path(pattern=http.ID_PATTERN, description="The id of the course, of its author's choice.")]
KnownCourse = Annotated[str, Path(description="The id of a course there is.")]


@router.get("", **needs_no_scope(refuses=[Forbidden]))
async def list_courses(
    caller: Caller,
    routing: Running,
    language: Annotated[
        str | None,
        Query(
            max_length=128,
            pattern=LANGUAGE_PATTERN,
            description="Only those written in it (BCP 47); `nl` finds `nl-BE` too.",
        ),
    ] = None,
    status: Annotated[
        http.CourseState,
        Query(description="`published`, or with rules:write those whose newest version is a `draft`."),
    ] = "published",
    limit: PageLimit = 50,
    cursor: PageCursor = None,
) -> Page[http.CourseSummary]:
    """Courses by id; every person may read what is published."""
    if status == "draft" and WRITE not in caller.scopes:
        raise Forbidden(WRITE)
    entries = await routing.stores.courses.page(
        caller.brand, CourseFilter(status, language), after_id(cursor), limit + 1
    )
    return page_within(entries, limit, summary_view, lambda each: [each.id])


@router.get("/{course}", **needs_no_scope(refuses=[NotFound]))
async def get_course(course: KnownCourse, caller: Caller, routing: Running) -> http.Course:
    """A course as learners read it: the version the caller is enrolled in while that is open, else the published."""
    stores = routing.stores
    entry = await stores.courses.entry(caller.brand, course)
    if entry is None or entry.published == 0:
        raise NotFound
    enrolled = (await stores.enrolments.get_many(caller.brand, course, [caller.subject])).get(caller.subject)
    number = enrolled.version if enrolled is not None and enrolled.state in OPEN else entry.published
    version = await stores.courses.version(caller.brand, course, number)
    if version is None:
        raise NotFound
    return learner_view(version, await stores.enrolments.rollout(caller.brand, course))


@router.put("/{course}", **needs(WRITE, refuses=[Invalid, PreconditionFailed], headers=[ETAG]))
async def put_course(
    course: CourseId,
    body: http.CourseUpdate,
    caller: Caller,
    routing: Running,
    response: Response,
    expected: Annotated[int | None, Depends(if_match)],
) -> http.CourseVersion:
    """Write a course as its next version; those who are enrolled in an older one go on with that.

    Publishing enrols the audience in the background; `rollout` of the course shows how far it is.
    """

    def numbered(version: int) -> CourseVersion:
        return course_of(course, version, body, caller.subject, routing.clock.now_of(caller.brand))

    written = await routing.course_commands.put(caller.brand, numbered, course, expected)
    response.headers["ETag"] = etag(written.version)
    return version_view(written)


@router.get("/{course}/versions", **needs(WRITE, refuses=[NotFound]))
async def list_course_versions(
    course: KnownCourse, caller: Caller, routing: Running, limit: PageLimit = 50, cursor: PageCursor = None
) -> Page[http.CourseVersion]:
    """All versions of a course with their right answers, the newest first."""
    if await routing.stores.courses.entry(caller.brand, course) is None:
        raise NotFound
    before = None if cursor is None else int(Cursor.decode(cursor, (int,))[0])
    versions = await routing.stores.courses.versions(caller.brand, course, before, limit + 1)
    return page_within(versions, limit, version_view, lambda each: [each.version])


@router.get("/{course}/versions/{version}", **needs(WRITE, refuses=[NotFound], headers=[ETAG]))
async def get_course_version(
    course: KnownCourse,
    version: Annotated[int, Path(ge=1, le=10**8, description="The version, as enrolments name it.")],
    caller: Caller,
    routing: Running,
    response: Response,
) -> http.CourseVersion:
    """One version with its right answers, for its authors."""
    stored = await routing.stores.courses.version(caller.brand, course, version)
    if stored is None:
        raise NotFound
    response.headers["ETag"] = etag(stored.version)
    return version_view(stored)
