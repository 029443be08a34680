"""Pages go up the levels until somebody takes one, under the policy the escalation began with."""

from __future__ import annotations

from contracts.crisis import IncidentChanged, PageAcknowledged, PageSent
from services.crisis.application.caller import CommandCaller
from services.crisis.application.paging import acknowledge
from services.crisis.domain.escalation import EscalationPolicy, PagePersons
from services.crisis.domain.policy import CrisisPolicy
from tests.support.crisis.builders import a_person
from tests.support.crisis.in_memory_rig import InMemoryRig

ANN = CommandCaller("klm", "ann", "c1")
BEN = CommandCaller("klm", "ben", "a1")
PAGED = EscalationPolicy((PagePersons(("ben",), 60.0), PagePersons(("cas",), 60.0)), rounds=1)


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
    await rig.policy(CrisisPolicy(escalation=EscalationPolicy((PagePersons(("eve",), 60.0),))))

    rig.clock.advance(61)
    await rig.turn()

    assert [page.person for page in await rig.told(PageSent)] == ["ben", "cas"]


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
