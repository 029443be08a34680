"""What people tell an incident to do, and what the table of states, versions and signals refuses."""

from __future__ import annotations

from dataclasses import replace

import pytest

from contracts.crisis import CalloutOpened, IncidentChanged, IncidentDeclared, PageSent
from services.crisis.application.caller import CommandCaller, StaleVersion
from services.crisis.application.commands import DeclaredAlready
from services.crisis.application.page_answers import acknowledge
from services.crisis.application.people import UnknownPeople
from services.crisis.application.unit_of_work import Missing
from services.crisis.domain.escalation import EscalationLevel, EscalationPolicy
from services.crisis.domain.incident import IncidentNotAllowed
from services.crisis.domain.incident_step import NoSuchStep, StepDone
from services.crisis.domain.policy import CrisisPolicy
from tests.support.crisis.builders import a_person
from tests.support.crisis.in_memory_rig import InMemoryRig

ANN = CommandCaller("klm", "ann", "c1")


def ann(command: str, expected: int | None = None) -> CommandCaller:
    return CommandCaller("klm", "ann", command, expected)


async def test_a_declaration_brings_its_playbook_statements_pages_and_callout(rig: InMemoryRig) -> None:
    await rig.policy(CrisisPolicy(escalation=EscalationPolicy((EscalationLevel(("ben",), 60.0),))))

    incident = await rig.commands.declare(ANN, "Ash", 2, None, None)

    (declared,) = await rig.told(IncidentDeclared)
    assert (declared.incident, declared.declared_by, declared.playbook) == (incident.id, "ann", "default")
    assert [statement.language for statement in await rig.store().statements.of_incident(incident.id)] == ["en"]
    assert [page.person for page in await rig.told(PageSent)] == ["ben"]
    assert len(await rig.told(CalloutOpened)) == 1
    assert [entry.kind for entry in await rig.timeline(incident.id)] == ["declared", "paged", "callout"]


async def test_the_same_command_twice_declares_once(rig: InMemoryRig) -> None:
    first = await rig.commands.declare(ANN, "Ash", 2, None, None)
    assert await rig.commands.declare(ANN, "Ash", 2, None, None) == first
    assert len(await rig.told(IncidentDeclared)) == 1


async def test_a_playbook_or_a_signal_that_is_not_there_is_missing_and_nothing_is_declared(rig: InMemoryRig) -> None:
    with pytest.raises(Missing):
        await rig.commands.declare(ANN, "Ash", 2, "unknown", None)
    with pytest.raises(Missing):
        await rig.commands.declare(ANN, "Ash", 2, None, "unknown")
    assert await rig.incidents() == []


async def test_a_signal_has_one_incident(rig: InMemoryRig) -> None:
    await rig.policy(CrisisPolicy(auto_declare=False, detector=(await rig.store().policies.current()).detector))
    await rig.minutes(25, 4)
    await rig.minutes(4, 200)
    (signal,) = (await rig.store().signals.newest("live", 5, None)).items
    incident = await rig.commands.declare(ANN, "Ash", 2, None, signal.episode)

    with pytest.raises(DeclaredAlready) as refused:
        await rig.commands.declare(ann("c2"), "Ash", 2, None, signal.episode)

    assert refused.value.incident == incident.id
    assert incident.began_at == signal.opened_at


async def test_roles_go_to_people_who_are_there_and_active(rig: InMemoryRig) -> None:
    incident = await rig.commands.declare(ANN, "Ash", 2, None, None)
    await rig.people.take([a_person("ben"), a_person("eve", brand="acme"), a_person("fay", active=False)])
    await rig.people.take([a_person("gus", version=2, removed=True), a_person("gus", version=1)])

    wanted = {"commander": "ben", "deputy": "eve", "scribe": "fay", "liaison": "gus"}
    with pytest.raises(UnknownPeople) as refused:
        await rig.commands.cast(ann("c2"), incident.id, wanted)
    assert refused.value.roles == ("deputy", "liaison", "scribe")
    assert (await rig.incidents())[0].roles == {}
    with pytest.raises(Missing):
        await rig.commands.cast(ann("c3"), "unknown", {"scribe": "nobody"})


async def test_commands_change_the_incident_its_timeline_and_its_version(rig: InMemoryRig) -> None:
    incident = await rig.commands.declare(ANN, "Ash", 2, None, None)
    await rig.people.take([a_person("ben")])

    active = await rig.commands.move(ann("c2"), incident.id, "activate")
    rated = await rig.commands.rate(ann("c3"), incident.id, 3, "on the news")
    cast = await rig.commands.cast(ann("c4"), incident.id, {"scribe": "ben", "deputy": ""})
    done = await rig.process.application.steps.complete(ann("c5"), incident.id, 1)
    noted = await rig.commands.note(ann("c6"), incident.id, "Airport closed")

    assert (active.state, rated.severity, cast.roles, done.steps[0].done_by) == ("active", 3, {"scribe": "ben"}, "ann")
    assert noted.version == incident.version + 4
    changes = await rig.told(IncidentChanged)
    assert [change.change for change in changes] == ["activate", "severity", "roles", "step"]
    assert [change.version for change in changes] == [2, 3, 4, 5]
    texts = [entry.text for entry in await rig.timeline(incident.id)]
    assert "Severity 3: on the news" in texts
    assert "Roles: deputy free, scribe ben." in texts
    assert "Airport closed" in texts


async def test_a_command_that_does_not_fit_leaves_nothing(rig: InMemoryRig) -> None:
    incident = await rig.commands.declare(ANN, "Ash", 2, None, None)
    before = len(await rig.told())

    with pytest.raises(IncidentNotAllowed):
        await rig.commands.move(ann("c2"), incident.id, "monitor")
    with pytest.raises(NoSuchStep):
        await rig.process.application.steps.complete(ann("c3"), incident.id, 99)
    with pytest.raises(Missing):
        await rig.commands.note(ann("c4"), "unknown", "x")

    assert await rig.incidents() == [incident]
    assert len(await rig.told()) == before


async def test_a_step_is_completed_once(rig: InMemoryRig) -> None:
    incident = await rig.commands.declare(ANN, "Ash", 2, None, None)
    await rig.process.application.steps.complete(ann("c2"), incident.id, 1)
    with pytest.raises(StepDone):
        await rig.process.application.steps.complete(ann("c3"), incident.id, 1)


async def test_an_old_version_is_refused_with_the_present_one(rig: InMemoryRig) -> None:
    incident = await rig.commands.declare(ANN, "Ash", 2, None, None)
    await rig.commands.move(ann("c2", expected=1), incident.id, "activate")

    with pytest.raises(StaleVersion) as refused:
        await rig.commands.move(ann("c3", expected=1), incident.id, "monitor")
    assert refused.value.version == 2


async def test_what_happens_in_an_incident_leaves_its_version_and_goes_on_in_its_events(rig: InMemoryRig) -> None:
    incident = await rig.commands.declare(ANN, "Ash", 2, None, None)
    await rig.commands.note(ann("c2"), incident.id, "Airport closed")
    await rig.commands.call_out(ann("c3"), incident.id, 2)
    active = await rig.commands.move(ann("c4", expected=incident.version), incident.id, "activate")

    assert active.version == incident.version + 1
    (change,) = await rig.told(IncidentChanged)
    assert change.version == 4


async def test_a_callout_for_so_many_people_never_grows(rig: InMemoryRig) -> None:
    incident = await rig.commands.declare(ANN, "Ash", 2, None, None)
    callout = await rig.commands.call_out(ann("c2"), incident.id, 7)
    await rig.minutes(2, 400)

    stored = await rig.store().callouts.find(callout.id)
    assert stored is not None
    assert (stored.needed, stored.fixed) == (7, True)


async def test_who_acknowledges_somebody_elses_page_meets_nothing(rig: InMemoryRig) -> None:
    await rig.policy(CrisisPolicy(escalation=EscalationPolicy((EscalationLevel(("ben",), 60.0),))))
    await rig.commands.declare(ANN, "Ash", 2, None, None)
    (page,) = await rig.told(PageSent)
    from_another = replace(ANN, person="cas", command="c2")

    with pytest.raises(Missing):
        await acknowledge(rig.units, from_another, page.page)
    assert (await acknowledge(rig.units, replace(ANN, person="ben"), page.page)).state == "acknowledged"
