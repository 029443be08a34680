"""Rotations are written whole, or changed by their own people; what is not allowed says why."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from services.crisis.application.caller import CommandCaller, StaleVersion
from services.crisis.application.people import UnknownAt, UnknownPeople
from services.crisis.application.rotation_swaps import SwapWish
from services.crisis.application.rotation_units import NotYours, RotationGap
from services.crisis.application.rules import NobodyPaged
from services.crisis.application.unit_of_work import Missing
from services.crisis.domain.escalation import EscalationLevel, EscalationPolicy
from services.crisis.domain.policy import CrisisPolicy
from services.crisis.domain.rotation import Layer, Period, Rotation, on_call
from services.crisis.domain.rotation_changes import RotationNotAllowed
from services.crisis.domain.week_hours import WeekSpan
from tests.support.crisis.builders import NOON, a_person
from tests.support.crisis.in_memory_rig import InMemoryRig

HUB = Rotation("hub", "Hub", "UTC", (Layer(("ann", "ben"), NOON.date(), 1, handover=720),))
DAY = timedelta(days=1)
TOMORROW = Period(NOON + 2 * DAY, NOON + 3 * DAY)


def by(person: str, command: str = "c1", expected: int | None = None) -> CommandCaller:
    return CommandCaller("klm", person, command, expected)


@pytest.fixture
async def hub(rig: InMemoryRig) -> InMemoryRig:
    await rig.people.take([a_person(person) for person in ("ann", "ben", "cas")])
    await rig.process.application.rotations.write(by("ann"), HUB)
    return rig


async def stored(rig: InMemoryRig) -> Rotation:
    found = await rig.store().rotations.find("hub")
    assert found is not None
    return found


async def test_a_rotation_is_written_one_version_on_and_keeps_its_overrides(hub: InMemoryRig) -> None:
    rotations = hub.process.application.rotations
    await rotations.override(by("ben", "o1"), "hub", "ben", TOMORROW, may_any=False)
    again = await rotations.override(by("ben", "o1"), "hub", "ben", TOMORROW, may_any=False)
    assert (again.version, len(again.overrides)) == (2, 1), "the same command again is the same override"

    written = await rotations.write(by("ann", "c2", expected=2), replace(HUB, name="Desk"))

    assert (written.name, written.version, len(written.overrides)) == ("Desk", 3, 1)
    with pytest.raises(StaleVersion):
        await rotations.write(by("ann", "c3", expected=2), HUB)


async def test_a_gap_or_somebody_who_is_not_there_is_refused_by_its_place(hub: InMemoryRig) -> None:
    rotations = hub.process.application.rotations
    office = Layer(("ann", "zoe"), NOON.date(), hours=(WeekSpan((0, 1, 2, 3, 4), 540, 1020),))
    with pytest.raises(UnknownAt) as unknown:
        await rotations.write(by("ann"), replace(HUB, layers=(HUB.layers[0], office)))
    assert unknown.value.pointers == ("/layers/1/members/1",)
    alone = replace(HUB, layers=(replace(office, members=("ann",)),))
    with pytest.raises(RotationGap):
        await rotations.write(by("ann"), alone)
    assert (await rotations.write(by("ann"), replace(alone, gaps=True))).gaps


async def test_people_join_and_leave_an_open_rotation_themselves_alone(hub: InMemoryRig) -> None:
    rotations = hub.process.application.rotations
    with pytest.raises(NotYours):
        await rotations.join(by("cas"), "hub", "cas", may_any=False)
    assert (await rotations.join(by("ann"), "hub", "cas", may_any=True)).members == {"ann", "ben", "cas"}
    await rotations.write(by("ann"), replace(HUB, joining=True))
    assert "cas" in (await rotations.join(by("cas"), "hub", "cas", may_any=False)).members
    with pytest.raises(NotYours):
        await rotations.leave(by("cas"), "hub", "ann", may_any=False)
    with pytest.raises(UnknownPeople):
        await rotations.join(by("ann"), "hub", "zoe", may_any=True)
    with pytest.raises(Missing):
        await rotations.leave(by("ann"), "hub", "zoe", may_any=True)
    await hub.people.take([a_person("ben", version=2, active=False)])
    assert "ben" not in (await rotations.leave(by("ann", "c9"), "hub", "ben", may_any=True)).members
    before = await stored(hub)
    assert await rotations.join(by("cas"), "hub", "cas", may_any=False) == before, "joining again changes nothing"


async def test_a_member_takes_a_time_over_and_gives_it_back(hub: InMemoryRig) -> None:
    rotations = hub.process.application.rotations
    assert on_call(await stored(hub), TOMORROW.begins_at) == "ann"
    (override,) = (await rotations.override(by("ben"), "hub", "ben", TOMORROW, may_any=False)).overrides
    assert on_call(await stored(hub), TOMORROW.begins_at) == "ben"
    for caller, person in ((by("cas"), "cas"), (by("ben"), "ann")):
        with pytest.raises(NotYours):
            await rotations.override(caller, "hub", person, TOMORROW, may_any=False)
    with pytest.raises(NotYours):
        await rotations.remove_override(by("cas"), "hub", override.id, may_any=False)
    await rotations.remove_override(by("ben", "c2"), "hub", override.id, may_any=False)
    assert on_call(await stored(hub), TOMORROW.begins_at) == "ann"
    with pytest.raises(Missing):
        await rotations.remove_override(by("ben", "c3"), "hub", override.id, may_any=False)


async def test_a_swap_counts_once_the_other_accepts(hub: InMemoryRig) -> None:
    swaps = hub.process.application.swaps
    takes = Period(NOON + 3 * DAY, NOON + 4 * DAY)
    swap = await swaps.propose(by("ann", "s1"), "hub", SwapWish("ann", "ben", TOMORROW, takes))
    assert on_call(await stored(hub), TOMORROW.begins_at) == "ann"
    for caller in (by("ann"), by("cas")):
        with pytest.raises(RotationNotAllowed, match="not_asked"):
            await swaps.answer(caller, "hub", swap.id, "accepted")
    with pytest.raises(RotationNotAllowed, match="not_asked"):
        await swaps.answer(by("ben"), "hub", swap.id, "withdrawn")
    with pytest.raises(Missing):
        await swaps.answer(by("ben"), "hub", "none", "accepted")

    assert (await swaps.answer(by("ben"), "hub", swap.id, "accepted")).state == "accepted"
    assert (await swaps.answer(by("ben", "again"), "hub", swap.id, "accepted")).state == "accepted"

    after = await stored(hub)
    assert [on_call(after, span.begins_at) for span in (TOMORROW, takes)] == ["ben", "ann"]
    assert len(after.overrides) == 2
    with pytest.raises(RotationNotAllowed, match="answered"):
        await swaps.answer(by("ann"), "hub", swap.id, "withdrawn")


async def test_a_rotation_that_a_level_names_stays(hub: InMemoryRig) -> None:
    application = hub.process.application
    level = EscalationLevel(rotations=("hub",))
    await hub.policy(CrisisPolicy(escalation=EscalationPolicy((level,))))
    with pytest.raises(RotationNotAllowed, match="named_by_policy"):
        await application.rotations.remove(by("ann"), "hub")
    await hub.policy(CrisisPolicy())
    await application.rotations.remove(by("ann"), "hub")
    assert await hub.store().rotations.all() == []


async def test_a_level_to_nobody_is_refused_by_its_place(hub: InMemoryRig) -> None:
    await hub.people.take([a_person("dee", roles=("strategist",))])
    rules = hub.process.application.rules
    level = EscalationLevel(
        ("ann", "zoe"), rotations=("hub", "gone"), roles=("strategist", "administrator"), webhooks=("lost",)
    )

    with pytest.raises(NobodyPaged) as refused:
        await rules.write_policy(
            by("ann"), lambda version: CrisisPolicy(version, escalation=EscalationPolicy((level,)))
        )

    assert refused.value.found == {
        "/escalation/levels/0/persons/1": "unknown_person",
        "/escalation/levels/0/rotations/1": "unknown_rotation",
        "/escalation/levels/0/roles/1": "nobody_has_role",
        "/escalation/levels/0/webhooks/0": "unknown_webhook",
    }


async def test_the_highest_version_of_a_person_says_which_roles_they_have(rig: InMemoryRig) -> None:
    await rig.people.take([a_person("dee", version=2, roles=("analyst",)), a_person("dee", roles=("strategist",))])
    assert rig.people.with_role("klm", "strategist") == []
    await rig.people.take([a_person("dee", version=3, roles=("strategist",))])
    assert (rig.people.with_role("klm", "strategist"), rig.people.with_role("klm", "analyst")) == (["dee"], [])
    await rig.people.take([a_person("dee", version=4, roles=("strategist",), active=False)])
    assert rig.people.with_role("klm", "strategist") == []
    assert rig.people.has_left("klm", "dee")
    assert not rig.people.has_left("klm", "eve")
