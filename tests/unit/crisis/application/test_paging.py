"""Pages go up the levels until somebody takes one, under the policy the escalation began with."""

from __future__ import annotations

from datetime import timedelta

import pytest

from contracts.crisis import IncidentChanged, PageAcknowledged, PageSent
from services.crisis.application.caller import CommandCaller
from services.crisis.application.page_answers import acknowledge, decline
from services.crisis.application.unit_of_work import Missing, UnitOfWork
from services.crisis.domain.escalation import EscalationLevel, EscalationPolicy
from services.crisis.domain.page import PageTaken
from services.crisis.domain.policy import CrisisPolicy
from services.crisis.domain.review_page import as_markdown
from services.crisis.domain.rotation import Layer, Rotation
from services.crisis.domain.severity import Severity
from services.crisis.domain.week_hours import WeekHours, WeekSpan
from tests.support.crisis.builders import NOON, a_person
from tests.support.crisis.in_memory_rig import InMemoryRig

ANN = CommandCaller("klm", "ann", "c1")
BEN = CommandCaller("klm", "ben", "a1")
HUB = Rotation("hub", "Hub", "UTC", (Layer(("ben",), NOON.date() - timedelta(days=1)),))
PAGED = EscalationPolicy((EscalationLevel(("ben",), 60.0), EscalationLevel(("cas",), 60.0)), rounds=1)


async def test_who_takes_a_page_commands_unless_somebody_else_does(rig: InMemoryRig) -> None:
    await rig.policy(CrisisPolicy(escalation=PAGED))
    await rig.people.take([a_person("dee")])
    incident = await rig.commands.declare(ANN, "Ash", 2, None, None)
    await rig.commands.cast(CommandCaller("klm", "ann", "c2"), incident.id, {"commander": "dee"})
    (page,) = await rig.told(PageSent)

    await acknowledge(rig.units, BEN, page.page)

    (taken,) = await rig.incidents()
    assert (taken.roles, taken.acknowledged_by) == ({"commander": "dee"}, "ben")
    assert len(await rig.told(PageAcknowledged)) == 1
    assert [change.by for change in await rig.told(IncidentChanged)] == ["ann"]


async def test_a_policy_written_meanwhile_does_not_change_an_escalation_under_way(rig: InMemoryRig) -> None:
    await rig.policy(CrisisPolicy(escalation=PAGED))
    await rig.commands.declare(ANN, "Ash", 2, None, None)
    await rig.policy(CrisisPolicy(escalation=EscalationPolicy((EscalationLevel(("eve",), 60.0),))))

    rig.clock.advance(61)
    await rig.turn()

    assert [page.person for page in await rig.told(PageSent)] == ["ben", "cas"]


async def test_the_review_names_each_level_nobody_took_in_time_with_who_said_nothing(rig: InMemoryRig) -> None:
    levels = (EscalationLevel(("ben", "dee"), 60.0), EscalationLevel(("cas",), 120.0))
    await rig.policy(CrisisPolicy(escalation=EscalationPolicy(levels, rounds=2)))
    incident = await rig.commands.declare(ANN, "Ash", 2, None, None)
    dee = next(page for page in await rig.told(PageSent) if page.person == "dee")
    await decline(rig.units, CommandCaller("klm", "dee", "a1"), dee.page)
    for seconds in (61, 121):
        rig.clock.advance(seconds)
        await rig.turn()
    ben = (await rig.told(PageSent))[-2]
    await acknowledge(rig.units, CommandCaller("klm", ben.person, "a2"), ben.page)
    rig.clock.advance(61)
    await rig.turn()
    await rig.commands.stand_down(CommandCaller("klm", "ann", "c2"), incident.id)

    review = await rig.process.application.queries.review("klm", incident.id)

    first, second = NOON + timedelta(seconds=61), NOON + timedelta(seconds=182)
    assert [(each.level, each.round, each.persons, each.sent_at, each.overdue_at) for each in review.pages_late] == [
        (1, 1, ("ben",), NOON, first),
        (2, 1, ("cas",), first, second),
    ], "the second round was taken in time, and who declined had said something"
    page = as_markdown(review).splitlines()
    assert "- Level 1, round 1, paged 2026-04-15 12:00:00 (ben): nobody took it within 61 s, nor later" in page
    assert {"ben", "cas"} <= set(review.names)


async def test_the_last_level_is_late_too_when_nobody_takes_it(rig: InMemoryRig) -> None:
    await rig.policy(CrisisPolicy(escalation=PAGED))
    incident = await rig.commands.declare(ANN, "Ash", 2, None, None)
    for _ in range(3):
        rig.clock.advance(61)
        await rig.turn()
    ben = next(page for page in await rig.told(PageSent) if page.person == "ben")
    await acknowledge(rig.units, BEN, ben.page)
    await rig.commands.stand_down(CommandCaller("klm", "ann", "c2"), incident.id)

    review = await rig.process.application.queries.review("klm", incident.id)

    taken = [(each.level, each.persons, each.acknowledged_at) for each in review.pages_late]
    assert taken == [(1, ("ben",), NOON + timedelta(seconds=183)), (2, ("cas",), None)], "ben took it after all"
    assert "nobody took it within 61 s, taken 2026-04-15 12:03:03" in as_markdown(review)


async def test_an_incident_without_levels_says_that_nobody_is_paged(rig: InMemoryRig) -> None:
    incident = await rig.commands.declare(ANN, "Ash", 2, None, None)

    assert await rig.told(PageSent) == []
    assert "names nobody" in next(entry.text for entry in await rig.timeline(incident.id) if entry.kind == "pages")


async def test_a_page_taken_after_the_stand_down_is_recorded_and_changes_no_role(rig: InMemoryRig) -> None:
    await rig.policy(CrisisPolicy(escalation=PAGED))
    incident = await rig.commands.declare(ANN, "Ash", 2, None, None)
    await rig.commands.stand_down(CommandCaller("klm", "ann", "c2"), incident.id)
    (page,) = await rig.told(PageSent)

    assert (await acknowledge(rig.units, BEN, page.page)).state == "acknowledged"
    (ended,) = await rig.incidents()
    assert (ended.state, ended.roles) == ("stood_down", {})


async def test_a_level_pages_who_is_on_call_and_who_has_a_role_each_once(rig: InMemoryRig) -> None:
    await rig.people.take([a_person("dee", roles=("strategist",)), a_person("cas", roles=("strategist",))])
    await write(rig, HUB)
    level = EscalationLevel(("ann",), 60.0, rotations=("hub", "gone"), roles=("strategist",))
    await rig.policy(CrisisPolicy(escalation=EscalationPolicy((level,))))

    await rig.commands.declare(ANN, "Ash", 2, None, None)

    assert [page.person for page in await rig.told(PageSent)] == ["ann", "ben", "cas", "dee"]


async def test_who_has_left_the_company_is_not_paged_and_the_next_level_is_at_once(rig: InMemoryRig) -> None:
    await rig.people.take([a_person("ben", active=False)])
    await rig.policy(CrisisPolicy(escalation=PAGED))

    incident = await rig.commands.declare(ANN, "Ash", 2, None, None)

    assert [page.person for page in await rig.told(PageSent)] == ["cas"]
    assert "Level 1 reaches nobody now (round 1)." in [each.text for each in await rig.timeline(incident.id)]


async def test_a_level_for_graver_incidents_pages_once_the_severity_rises(rig: InMemoryRig) -> None:
    level = EscalationLevel(("ben",), 60.0, from_severity=3)
    await rig.policy(CrisisPolicy(escalation=EscalationPolicy((level,), rounds=1)))
    incident = await rig.commands.declare(ANN, "Ash", 1, None, None)
    for _ in range(3):
        rig.clock.advance(61)
        await rig.turn()
    assert await rig.told(PageSent) == []
    assert [each.text for each in await rig.timeline(incident.id) if each.kind in {"pages", "passed_over"}] == [
        "Level 1 is for graver incidents (round 1).",
        "No level reaches anybody now; it is looked at again every minute.",
    ]

    await rig.commands.rate(CommandCaller("klm", "ann", "c2"), incident.id, 3, "")
    rig.clock.advance(61)
    await rig.turn()

    (page,) = await rig.told(PageSent)
    (now,) = await rig.incidents()
    assert (page.person, page.version) == ("ben", now.sequence)


async def test_a_level_pages_in_its_hours_alone(rig: InMemoryRig) -> None:
    begins = rig.clock.now() + timedelta(minutes=10)
    minute = begins.hour * 60 + begins.minute
    hours = WeekHours("UTC", (WeekSpan((begins.weekday(),), minute, minute + 60),))
    levels = (EscalationLevel(("ben",), 60.0, hours=hours), EscalationLevel(("cas",), 60.0))
    await rig.policy(CrisisPolicy(escalation=EscalationPolicy(levels, rounds=2)))
    await rig.commands.declare(ANN, "Ash", 2, None, None)
    assert [page.person for page in await rig.told(PageSent)] == ["cas"]

    rig.clock.advance(601)
    await rig.turn()

    assert [(page.person, page.level) for page in await rig.told(PageSent)] == [("cas", 2), ("ben", 1)]


async def test_when_all_of_a_level_decline_the_next_is_paged_at_once(rig: InMemoryRig) -> None:
    both = EscalationPolicy((EscalationLevel(("ben", "dee"), 600.0), EscalationLevel(("cas",), 600.0)), rounds=1)
    await rig.policy(CrisisPolicy(escalation=both))
    incident = await rig.commands.declare(ANN, "Ash", 2, None, None)
    ben, dee = await rig.told(PageSent)

    assert (await decline(rig.units, BEN, ben.page)).state == "declined"
    await decline(rig.units, CommandCaller("klm", "ben", "a2"), ben.page)
    await rig.turn()
    assert len(await rig.told(PageSent)) == 2, "dee may still take it"
    await decline(rig.units, CommandCaller("klm", "dee", "a3"), dee.page)
    await rig.turn()

    assert [page.person for page in await rig.told(PageSent)] == ["ben", "dee", "cas"]
    assert [each.kind for each in await rig.timeline(incident.id)].count("declined") == 2
    await acknowledge(rig.units, CommandCaller("klm", "ben", "a4"), ben.page)
    (taken,) = await rig.incidents()
    assert taken.acknowledged_by == "ben", "who thinks better of it may take it"
    with pytest.raises(PageTaken):
        await decline(rig.units, CommandCaller("klm", "ben", "a5"), ben.page)


async def test_nobody_else_declines_a_page(rig: InMemoryRig) -> None:
    await rig.policy(CrisisPolicy(escalation=PAGED))
    await rig.commands.declare(ANN, "Ash", 2, None, None)
    (page,) = await rig.told(PageSent)
    with pytest.raises(Missing):
        await decline(rig.units, CommandCaller("klm", "cas", "a1"), page.page)


async def test_beyond_the_pages_of_an_hour_a_person_is_told_of_the_gravest_alone(rig: InMemoryRig) -> None:
    limited = EscalationPolicy((EscalationLevel(("ben",), 600.0),), rounds=1, pages_per_hour=2)
    await rig.policy(CrisisPolicy(escalation=limited))
    severities: list[Severity] = [1, 2, 2, 3]
    for number, severity in enumerate(severities):
        caller = CommandCaller("klm", "ann", f"c{number}")
        incident = await rig.commands.declare(caller, f"Ash {number}", severity, None, None)
        if number == 2:
            texts = [each.text for each in await rig.timeline(incident.id) if each.kind == "limited"]
            assert texts == ["ben was not told: 2 pages within an hour are the most."]
        rig.clock.advance(60)

    found = await rig.store().notices.newest("ben", None, None, 10, None)
    assert [each.state for each in reversed(found.items)] == ["no_address", "no_address", "limited", "no_address"]
    assert len(await rig.told(PageSent)) == 4, "the list of pages has all of them"
    rig.clock.advance(3600)
    await rig.commands.declare(CommandCaller("klm", "ann", "c9"), "Ash", 1, None, None)
    (newest, *_) = (await rig.store().notices.newest("ben", None, None, 10, None)).items
    assert newest.state == "no_address"


async def write(rig: InMemoryRig, rotation: Rotation) -> None:
    async def work(unit: UnitOfWork) -> None:
        await unit.store.rotations.write(rotation)

    await rig.units.run("klm", "rotation", "test", work)
