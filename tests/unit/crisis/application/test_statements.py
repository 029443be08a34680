"""Holding statements: four eyes, one draft a command, published once."""

from __future__ import annotations

import pytest

from contracts.crisis import StatementPublished
from services.crisis.application.caller import CommandCaller
from services.crisis.application.unit_of_work import Missing
from services.crisis.domain.statement import AlreadyApproved, OwnStatement
from tests.support.crisis.in_memory_rig import InMemoryRig

ANN = CommandCaller("klm", "ann", "c1")
BEN = CommandCaller("klm", "ben", "c2")


async def test_a_statement_is_published_when_somebody_else_approves_it(rig: InMemoryRig) -> None:
    incident = (await rig.commands.declare(ANN, "Ash", 2, None, None)).id
    statements = rig.process.application.statements
    rig.clock.advance(60)
    draft = await statements.write(ANN, incident, "nl", "Wij weten het.")

    with pytest.raises(OwnStatement):
        await statements.approve(ANN, incident, draft.id)
    rig.clock.advance(60)
    approved = await statements.approve(BEN, incident, draft.id)
    with pytest.raises(AlreadyApproved):
        await statements.approve(CommandCaller("klm", "cas", "c3"), incident, draft.id)

    (published,) = await rig.told(StatementPublished)
    assert (approved.state, published.approved_by, published.text) == ("approved", "ben", "Wij weten het.")
    assert [entry.kind for entry in await rig.timeline(incident)][-2:] == ["statement_drafted", "statement_approved"]


async def test_the_same_command_twice_drafts_once(rig: InMemoryRig) -> None:
    incident = (await rig.commands.declare(ANN, "Ash", 2, None, None)).id
    statements = rig.process.application.statements
    first = await statements.write(ANN, incident, "nl", "Wij weten het.")

    assert await statements.write(ANN, incident, "nl", "Wij weten het.") == first
    assert len(await rig.store().statements.of_incident(incident)) == 2  # the playbook's and this one


async def test_a_statement_of_another_incident_is_missing(rig: InMemoryRig) -> None:
    first = (await rig.commands.declare(ANN, "Ash", 2, None, None)).id
    second = (await rig.commands.declare(BEN, "Snow", 1, None, None)).id
    draft = await rig.process.application.statements.write(ANN, first, "nl", "Wij weten het.")

    with pytest.raises(Missing):
        await rig.process.application.statements.approve(BEN, second, draft.id)
