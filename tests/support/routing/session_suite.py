"""Sessions of courses: seats under races, and attendance that counts whoever was enrolled first."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from chassis.errors import VersionConflict
from contracts.routing import CoursePassed
from services.routing.application.certificate_commands import UnknownEmployee
from services.routing.application.enrolment_commands import UnknownCourse
from services.routing.application.ports import AttendanceStep, LearningChange
from services.routing.application.session_commands import NotTheInstructor, SessionCommands, UnknownSession
from services.routing.domain.course_rules import WrongCourse
from services.routing.domain.enrolment import Enrolment, EnrolmentNotAllowed
from services.routing.domain.session import Attendance, CourseSession, SessionRefused
from tests.support.routing.builders import BRAND, an_employee, at
from tests.support.routing.courses import EVERYONE, TAUGHT, a_course, a_session
from tests.support.routing.learning_suite import answer, enrolled, events_of, learners, published, roll_out
from tests.support.routing.rig import Rig

NOTHING_ASKED: dict[str, Any] = {"lessons": (TAUGHT,), "pass_mark": None, "certificates": ()}
HOUR = 3600


def teaching(rig: Rig) -> SessionCommands:
    """Give the commands of sessions."""
    return rig.core.application.session_commands


async def taught(rig: Rig, *names: str, **fields: Any) -> CourseSession:
    """Publish a course with a lesson taught in a session, and plan one; its people are in the directory."""
    await rig.staff(an_employee("ida"), *(an_employee(each) for each in names))
    await published(rig, **{"lessons": (*a_course().lessons, TAUGHT), **fields})
    return await teaching(rig).create(BRAND, a_session(version=0))


async def attend(rig: Rig, *names: str) -> CourseSession:
    """Record who was at the session, as its instructor."""
    return await teaching(rig).record(BRAND, "tone", "s1", names, "ida", writes_rules=False)


async def enrolment_of(rig: Rig, employee: str = "anna") -> Enrolment:
    """Give an enrolment as it is stored."""
    return (await rig.stores.enrolments.get_many(BRAND, "tone", [employee]))[employee]


class SessionSuite:
    """Inherit where a fixture `rig` says over which stores."""

    async def test_racing_people_never_exceed_the_seats(self, rig: Rig) -> None:
        names = [f"e{n}" for n in range(8)]
        session = await taught(rig, *names)
        assert session == a_session()
        commands = teaching(rig)
        tries = [commands.sign_up(BRAND, "tone", "s1", each) for each in names]
        results = await asyncio.gather(*tries, return_exceptions=True)
        refused = [each for each in results if isinstance(each, SessionRefused)]
        assert [each.code for each in refused] == ["session_full"] * 6
        (stored,) = await rig.stores.sessions.of_course(BRAND, "tone", None, 10)
        assert len(set(stored.signed_up)) == 2
        seated = stored.signed_up[0]
        assert await commands.sign_up(BRAND, "tone", "s1", seated) == stored, "who has a seat keeps it"
        await commands.sign_off(BRAND, "tone", "s1", seated)
        other = next(each for each in names if each not in stored.signed_up)
        assert other in (await commands.sign_up(BRAND, "tone", "s1", other)).signed_up
        assert await rig.stores.sessions.of_course(BRAND, "tone", "s1", 10) == []
        assert await rig.stores.sessions.get("other", "tone", "s1") is None

    async def test_who_is_unknown_or_late_gets_no_seat(self, rig: Rig) -> None:
        await taught(rig, "anna")
        commands = teaching(rig)
        with pytest.raises(UnknownEmployee):
            await commands.sign_up(BRAND, "tone", "s1", "nobody")
        with pytest.raises(UnknownSession):
            await commands.sign_up(BRAND, "tone", "s9", "anna")
        with pytest.raises(SessionRefused, match="session_not_started"):
            await attend(rig, "anna")
        rig.clock.advance(HOUR)
        for command in (commands.sign_up, commands.sign_off):
            with pytest.raises(SessionRefused, match="session_started"):
                await command(BRAND, "tone", "s1", "anna")

    async def test_a_session_that_cannot_be_is_refused_by_its_pointers(self, rig: Rig) -> None:
        with pytest.raises(UnknownCourse):
            await teaching(rig).create(BRAND, a_session())
        await taught(rig)
        await published(rig, status="draft")
        with pytest.raises(WrongCourse) as wrong:
            await teaching(rig).create(
                BRAND, a_session("s2", version=2, place="", instructor="nobody", starts_at=at(0))
            )
        assert [(each.pointer, each.code) for each in wrong.value.faults] == [
            ("/version", "unknown_version"),
            ("/place", "place_missing"),
            ("/starts_at", "in_the_past"),
            ("/instructor", "unknown_employee"),
        ]
        assert (await teaching(rig).create(BRAND, a_session(version=1, seats=9))).seats == 2, "the first of an id stays"

    async def test_the_instructor_or_who_writes_rules_records_attendance(self, rig: Rig) -> None:
        await taught(rig, "anna", "ben")
        rig.clock.advance(HOUR)
        with pytest.raises(NotTheInstructor):
            await teaching(rig).record(BRAND, "tone", "s1", ["anna"], "anna", writes_rules=False)
        await teaching(rig).record(BRAND, "tone", "s1", ["ben"], "boss", writes_rules=True)
        with pytest.raises(WrongCourse) as wrong:
            await attend(rig, "anna", "nobody", "anna")
        assert [each.pointer for each in wrong.value.faults] == ["/attended/1", "/attended/2"]
        assert (await attend(rig, "anna", "ben")).attended == ("ben", "anna")

    @pytest.mark.parametrize("enrolled_first", [True, False])
    async def test_attendance_counts_whoever_was_enrolled_first(self, rig: Rig, enrolled_first: bool) -> None:
        await taught(rig, "anna")
        if enrolled_first:
            await enrolled(rig)
        rig.clock.advance(HOUR)
        await attend(rig, "anna")
        if not enrolled_first:
            await enrolled(rig)
        after = await enrolment_of(rig)
        assert (dict(after.lessons), after.state) == ({"taught": at(HOUR)}, "in_progress")
        await attend(rig, "anna")
        assert await enrolment_of(rig) == after, "attending twice changes nothing"
        assert (await answer(rig)).passed

    async def test_a_lesson_in_a_session_is_not_read_and_an_attempt_waits_for_it(self, rig: Rig) -> None:
        await taught(rig, "anna")
        await enrolled(rig)
        with pytest.raises(EnrolmentNotAllowed, match="by_attendance"):
            await learners(rig).read_lesson(BRAND, "tone", "anna", "taught")
        with pytest.raises(EnrolmentNotAllowed, match="not_attended"):
            await answer(rig)
        assert (await enrolment_of(rig)).attempts == 0

    async def test_an_audience_that_attended_before_is_that_far_when_it_is_enrolled(self, rig: Rig) -> None:
        await taught(rig, "anna", "ben", **NOTHING_ASKED, audience=EVERYONE)
        rig.clock.advance(HOUR)
        await attend(rig, "anna")
        await roll_out(rig, 1)
        assert [(await enrolment_of(rig, each)).state for each in ("anna", "ben")] == ["passed", "enrolled"]
        assert [each.employee for each in await events_of(rig, CoursePassed)] == ["anna"]
        await attend(rig, "anna", "ben")
        assert (await enrolment_of(rig, "ben")).state == "passed"
        assert [each.employee for each in await events_of(rig, CoursePassed)] == ["anna", "ben"]

    async def test_a_session_of_another_version_counts_for_that_version(self, rig: Rig) -> None:
        await taught(rig, "anna", "ben")
        await enrolled(rig)
        await published(rig, lessons=(TAUGHT, *a_course().lessons))
        await enrolled(rig, "ben")
        rig.clock.advance(HOUR)
        await attend(rig, "anna", "ben")
        assert [dict((await enrolment_of(rig, each)).lessons) for each in ("anna", "ben")] == [
            {"taught": at(HOUR)},
            {},
        ]

    async def test_enrolling_and_attending_at_one_moment_never_miss_each_other(self, rig: Rig) -> None:
        names = [f"e{n}" for n in range(6)]
        await taught(rig, *names)
        rig.clock.advance(HOUR)
        await asyncio.gather(*(each for name in names for each in (enrolled(rig, name), attend(rig, name))))
        done = [dict((await enrolment_of(rig, each)).lessons) for each in names]
        assert done == [{"taught": at(HOUR)}] * len(names)

    async def test_an_attendance_that_is_not_as_it_was_read_writes_nothing(self, rig: Rig) -> None:
        session = await taught(rig, "anna")
        fresh = AttendanceStep(None, Attendance("tone", "anna", {1: at(0)}))
        change = LearningChange(BRAND, attendances=[fresh], session=session, attended=["anna"])
        await rig.stores.enrolments.commit(change)
        with pytest.raises(VersionConflict):
            await rig.stores.enrolments.commit(change)
        stored = (await rig.stores.sessions.attendances(BRAND, "tone", ["anna", "ben"]))["anna"]
        assert (dict(stored.versions), stored.revision) == ({1: at(0)}, 1)
