"""Audiences by role and level, and those who join one after the version was published."""

from __future__ import annotations

from dataclasses import replace

import pytest

from contracts.routing import CourseEnrolled
from services.routing.application.joined_audiences import JoinedAudiences
from services.routing.application.ports import Joiner, LearningChange
from services.routing.domain.course import Audience
from services.routing.domain.employee import Employee
from tests.support.routing.builders import BRAND, an_employee, at
from tests.support.routing.courses import EVERYONE
from tests.support.routing.learning_suite import enrolled, events_of, published, roll_out
from tests.support.routing.rig import Rig

ENGINEERS = Audience(roles=("engineer",), levels=(2, 3))


async def turn(rig: Rig) -> int:
    """Ask the audiences once, as the brand's tick does."""
    return await JoinedAudiences(rig.stores, rig.clock).turn(BRAND)


async def learning(rig: Rig) -> list[str]:
    """Give who is enrolled."""
    return [each.employee for each in await rig.stores.enrolments.of_course(BRAND, "tone", None, 50)]


async def becomes(rig: Rig, who: str, **fields: object) -> None:
    """Change an entry."""

    def rule(present: Employee) -> Employee:
        return replace(present, **fields)  # type: ignore[arg-type]  # fields of an employee

    await rig.employees.change(BRAND, who, rule)


class JoinerSuite:
    """Inherit where a fixture `rig` says over which stores."""

    async def test_an_audience_is_who_has_one_of_the_roles_and_one_of_the_levels(self, rig: Rig) -> None:
        await rig.staff(
            an_employee("ann", role="engineer", level=2),
            an_employee("ben", role="engineer", level=1),
            an_employee("cy", role="pilot", level=3),
            an_employee("dan"),
        )
        await published(rig, audience=ENGINEERS)
        await roll_out(rig, 1)
        assert await learning(rig) == ["ann"]
        stored = await rig.stores.employees.get(BRAND, "ann")
        assert stored is not None
        assert (stored.role, stored.level) == ("engineer", 2)
        (written,) = await rig.stores.courses.with_audience(BRAND)
        assert written.audience == ENGINEERS

    async def test_who_joins_later_is_enrolled_with_the_days_of_the_rule(self, rig: Rig) -> None:
        await rig.staff(an_employee("ann", role="pilot", level=2), an_employee("ben"))
        await published(rig, audience=ENGINEERS, deadline_days=2)
        await roll_out(rig, 1)
        assert await turn(rig) == 0
        rig.clock.advance(60)
        await becomes(rig, "ann", role="engineer")
        await becomes(rig, "ben", seats=3)
        await rig.staff(an_employee("new", role="engineer", level=3))
        await rig.core.overdue.turn(BRAND)
        assert await learning(rig) == ["ann", "new"]
        (first, _) = await rig.stores.enrolments.of_course(BRAND, "tone", None, 50)
        assert (first.enrolled_how, first.enrolled_by, first.due_at) == ("audience", "boss", at(60 + 2 * 86_400))
        assert [each.employee for each in await events_of(rig, CourseEnrolled)] == ["ann", "new"]
        assert await turn(rig) == 0, "nobody is asked about twice"
        assert await rig.stores.enrolments.joiners(BRAND, 10) == []

    async def test_only_a_change_of_the_job_is_asked_about_and_who_leaves_stays_enrolled(self, rig: Rig) -> None:
        await rig.staff(an_employee("ann", role="engineer", level=2, active=False))
        await published(rig, audience=ENGINEERS)
        await roll_out(rig, 1)
        assert await rig.stores.enrolments.joiners(BRAND, 10) == [], "nobody who is not active is asked about"
        await becomes(rig, "ann", active=True)
        assert [each.employee for each in await rig.stores.enrolments.joiners(BRAND, 10)] == ["ann"]
        assert await turn(rig) == 1
        await becomes(rig, "ann", name="Ann")
        assert await rig.stores.enrolments.joiners(BRAND, 10) == []
        await becomes(rig, "ann", role="pilot")
        assert await turn(rig) == 0
        assert await learning(rig) == ["ann"]

    async def test_while_a_version_goes_through_its_audience_joiners_wait_for_it(self, rig: Rig) -> None:
        await rig.staff(an_employee("ann"))
        await published(rig, audience=EVERYONE)
        assert await turn(rig) == 0
        await roll_out(rig, 1)
        rollout = await rig.stores.enrolments.rollout(BRAND, "tone")
        assert rollout is not None
        assert rollout.enrolled == 1
        assert await turn(rig) == 0
        assert await rig.stores.enrolments.joiners(BRAND, 10) == []

    async def test_who_is_enrolled_already_or_was_stays_as_they_are(self, rig: Rig) -> None:
        await rig.staff(an_employee("ann"))
        await published(rig, audience=ENGINEERS)
        await roll_out(rig, 1)
        await enrolled(rig, "ann")
        await becomes(rig, "ann", role="engineer", level=2)
        assert await turn(rig) == 0
        (enrolment,) = await rig.stores.enrolments.of_course(BRAND, "tone", None, 50)
        assert enrolment.enrolled_how == "self"

    async def test_an_entry_that_changed_meanwhile_is_asked_about_again(self, rig: Rig) -> None:
        await rig.staff(an_employee("ann"))
        (first,) = await rig.stores.enrolments.joiners(BRAND, 10)
        await becomes(rig, "ann", role="engineer")
        await rig.stores.enrolments.commit(LearningChange(BRAND, joined=[first]))
        assert await rig.stores.enrolments.joiners(BRAND, 10) == [Joiner("ann", 2)]

    async def test_many_who_join_are_asked_about_page_by_page(self, rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("services.routing.application.joined_audiences.PAGE", 2)
        await published(rig, audience=ENGINEERS)
        await roll_out(rig, 1)
        await rig.staff(*(an_employee(f"e{n}", role="engineer", level=2) for n in range(5)))
        assert await turn(rig) == 5
        assert await learning(rig) == [f"e{n}" for n in range(5)]
