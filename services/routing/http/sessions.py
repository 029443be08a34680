"""Sessions of courses: making one, its seats, and who was there."""

from __future__ import annotations

from datetime import UTC
from typing import Annotated

from fastapi import APIRouter, Path, Request

from chassis.auth import Caller, Principal
from chassis.http.paging import Page, PageCursor, PageLimit, after_id, command_id, page_within
from chassis.http.problem import Conflict, Forbidden, Invalid, NotFound
from chassis.http.scopes import needs, needs_no_scope
from contracts.http import routing as http
from services.routing.domain.session import CourseSession
from services.routing.http.courses import WRITE, KnownCourse
from services.routing.http.dependencies import SIGN_OF_LIFE, Running

router = APIRouter(prefix="/v1/courses/{course}/sessions", dependencies=SIGN_OF_LIFE)

KnownSession = Annotated[str, Path(description="The id of a session of the course.")]


@router.get("", **needs_no_scope(refuses=[NotFound]))
async def list_course_sessions(
    course: KnownCourse, caller: Caller, routing: Running, limit: PageLimit = 50, cursor: PageCursor = None
) -> Page[http.CourseSession]:
    """The sessions of a course, the earliest first."""
    entry = await routing.stores.courses.entry(caller.brand, course)
    if entry is None or entry.published == 0:
        raise NotFound
    sessions = await routing.stores.sessions.of_course(caller.brand, course, after_id(cursor), limit + 1)
    return page_within(sessions, limit, lambda each: _view(each, caller), lambda each: [each.id])


@router.post("", status_code=201, **needs(WRITE, refuses=[NotFound, Invalid]))
async def create_course_session(
    course: KnownCourse, body: http.CourseSessionCreate, caller: Caller, routing: Running, request: Request
) -> http.CourseSession:
    """Teach a published version of a course at a time, at a place or behind a link."""
    starts_at = body.starts_at.astimezone(UTC)
    wanted = CourseSession(
        f"{starts_at:%Y%m%d%H%M}-{command_id(request)}",
        course,
        body.version or 0,
        starts_at,
        body.place,
        body.link,
        body.instructor or caller.subject,
        body.seats,
        caller.subject,
    )
    return _view(await routing.session_commands.create(caller.brand, wanted), caller)


@router.get("/{session}", **needs_no_scope(refuses=[NotFound]))
async def get_course_session(
    course: KnownCourse, session: KnownSession, caller: Caller, routing: Running
) -> http.CourseSession:
    """One session."""
    return _view(await routing.session_commands.get(caller.brand, course, session), caller)


@router.post("/{session}/sign-up", **needs_no_scope(refuses=[NotFound, Conflict]))
async def sign_up_for_course_session(
    course: KnownCourse, session: KnownSession, caller: Caller, routing: Running
) -> http.CourseSession:
    """Take a seat, for oneself, until it begins; who has one keeps it. Nobody has to be enrolled."""
    return _view(await routing.session_commands.sign_up(caller.brand, course, session, caller.subject), caller)


@router.post("/{session}/sign-off", **needs_no_scope(refuses=[NotFound, Conflict]))
async def sign_off_from_course_session(
    course: KnownCourse, session: KnownSession, caller: Caller, routing: Running
) -> http.CourseSession:
    """Give one's seat back, until it begins."""
    return _view(await routing.session_commands.sign_off(caller.brand, course, session, caller.subject), caller)


@router.post("/{session}/attendance", **needs_no_scope(refuses=[Forbidden, NotFound, Conflict, Invalid]))
async def record_course_attendance(
    course: KnownCourse, session: KnownSession, body: http.AttendanceCreate, caller: Caller, routing: Running
) -> http.CourseSession:
    """Note who was there, as its instructor or with rules:write; it does the lessons that are taught in sessions."""
    recorded = await routing.session_commands.record(
        caller.brand, course, session, body.attended, caller.subject, writes_rules=WRITE in caller.scopes
    )
    return _view(recorded, caller)


def _view(session: CourseSession, caller: Principal) -> http.CourseSession:
    sees_all = caller.subject == session.instructor or WRITE in caller.scopes
    return http.CourseSession(
        id=session.id,
        course=session.course,
        version=session.version,
        starts_at=session.starts_at,
        place=session.place,
        link=session.link,
        instructor=session.instructor,
        seats=session.seats,
        taken=len(session.signed_up),
        signed_up=caller.subject in session.signed_up,
        participants=list(session.signed_up) if sees_all else None,
        attended=list(session.attended) if sees_all else None,
    )
