"""Renewals: the holder of a certificate that ends soon is enrolled, once, in the course that gives it."""

from __future__ import annotations

from dataclasses import replace

from contracts.routing import CourseEnrolled
from services.routing.application.certificate_commands import Issuing
from services.routing.domain.certificate import Certificate
from services.routing.domain.enrolment import Enrolment
from tests.support.routing.builders import BRAND, an_employee, at
from tests.support.routing.courses import RIGHT, SPEAK, a_course
from tests.support.routing.learning_suite import DAY, events_of, published
from tests.support.routing.rig import Rig


async def held_by_anna(rig: Rig, renews_before_days: int | None = 30) -> None:
    """Give anna the certificate for a year."""
    definition = replace(SPEAK, renews_before_days=renews_before_days)
    await rig.core.application.certificate_commands.define(BRAND, definition, None)
    await rig.staff(an_employee("anna"))
    await rig.core.application.certificate_commands.issue(BRAND, "anna", Issuing("speak", "passed before"), "boss")


async def turn_at(rig: Rig, seconds: float) -> list[Enrolment]:
    """Let the brand's tick come at a time after noon; gives what anna is enrolled in then."""
    rig.clock.advance((at(seconds) - rig.clock.now()).total_seconds())
    await rig.core.overdue.turn(BRAND)
    await rig.core.overdue.turn(BRAND)
    return await rig.stores.enrolments.of_employee(BRAND, "anna", 10)


class RenewalSuite:
    """Inherit where a fixture `rig` says over which stores."""

    async def test_the_holder_is_enrolled_once_in_time_and_told_so(self, rig: Rig) -> None:
        await held_by_anna(rig)
        await published(rig)
        assert await turn_at(rig, 335 * DAY - 1) == []
        (enrolment,) = await turn_at(rig, 335 * DAY)
        assert (enrolment.course, enrolment.enrolled_how, enrolment.due_at) == ("tone", "renewal", at(365 * DAY))
        assert await turn_at(rig, 340 * DAY) == [enrolment]
        (event,) = await events_of(rig, CourseEnrolled)
        assert (event.employee, event.course, event.how, event.due_at) == ("anna", "tone", "renewal", at(365 * DAY))

    async def test_passing_renews_the_certificate_and_the_next_renewal_comes_in_its_time(self, rig: Rig) -> None:
        await held_by_anna(rig)
        await published(rig)
        await turn_at(rig, 335 * DAY)
        await rig.core.application.enrolment_commands.answer(BRAND, "tone", "anna", 1, RIGHT, "attempt-1")
        entry = await rig.stores.employees.get(BRAND, "anna")
        assert entry is not None
        assert (entry.certificates[0].expires_at, entry.certificates[0].renew_at) == (at(700 * DAY), at(670 * DAY))
        (again,) = await turn_at(rig, 670 * DAY)
        assert (again.state, again.round, again.due_at) == ("enrolled", 2, at(700 * DAY))
        assert len(await events_of(rig, CourseEnrolled)) == 2

    async def test_of_several_courses_it_is_the_shortest(self, rig: Rig) -> None:
        await held_by_anna(rig)
        await published(rig)
        courses = rig.core.application.course_commands
        await courses.put(BRAND, lambda n: a_course(n, id="short", minutes=5), "short", None)
        assert [each.course for each in await turn_at(rig, 335 * DAY)] == ["short"]

    async def test_who_learns_it_already_stays_as_they_are(self, rig: Rig) -> None:
        await held_by_anna(rig)
        await published(rig)
        (own,) = await rig.core.application.enrolment_commands.enrol(BRAND, "tone", ["anna"], "self", "anna", None)
        (still,) = await turn_at(rig, 335 * DAY)
        assert (still.enrolled_how, still.round) == (own.enrolled_how, own.round)

    async def test_nobody_is_enrolled_without_a_course_a_renewal_or_a_valid_certificate(self, rig: Rig) -> None:
        await held_by_anna(rig)
        assert await turn_at(rig, 335 * DAY) == []
        assert await rig.stores.employees.changing(BRAND, rig.clock.now(), 10) == [], "nothing is looked at for ever"
        await published(rig)
        await rig.core.application.certificate_commands.issue(BRAND, "anna", Issuing("speak", "again"), "boss")
        await rig.core.application.certificate_commands.revoke(BRAND, "anna", "speak", "boss", "left the team")
        assert await turn_at(rig, 680 * DAY) == []
        await held_by_ben_for_ever(rig)
        assert await rig.stores.enrolments.of_employee(BRAND, "ben", 10) == []

    async def test_what_an_entry_named_is_renewed_too(self, rig: Rig) -> None:
        await held_by_anna(rig)
        await published(rig)
        await rig.staff(an_employee("ben", certificates=(Certificate("speak", at(40 * DAY)),)))
        await turn_at(rig, 10 * DAY)
        (enrolment,) = await rig.stores.enrolments.of_employee(BRAND, "ben", 10)
        assert enrolment.due_at == at(40 * DAY)


async def held_by_ben_for_ever(rig: Rig) -> None:
    """Give ben the certificate of a catalogue that renews nothing, and let a long time pass."""
    definition = replace(SPEAK, renews_before_days=None)
    await rig.core.application.certificate_commands.define(BRAND, definition, None)
    await rig.staff(an_employee("ben"))
    await rig.core.application.certificate_commands.issue(BRAND, "ben", Issuing("speak", "passed"), "boss")
    await turn_at(rig, 2000 * DAY)
