"""The company is told how an incident stands: the first time within five minutes, then as promised, or it shows."""

from __future__ import annotations

from datetime import timedelta

import pytest

from contracts.crisis import IncidentChanged
from services.crisis.application.caller import CommandCaller
from services.crisis.domain.company_status import CompanyStatus
from services.crisis.domain.incident import Incident, IncidentNotAllowed
from services.crisis.domain.status_update import NextUpdatePast
from tests.support.crisis.rig import Rig

MINUTE = timedelta(minutes=1)


def caller(command: str) -> CommandCaller:
    return CommandCaller("klm", "ann", command)


async def declared(rig: Rig) -> Incident:
    return await rig.commands.declare(caller("declare"), "Ash", 2, None, None)


async def status(rig: Rig) -> CompanyStatus:
    return await rig.process.application.queries.status("klm")


async def said(rig: Rig, kind: str) -> int:
    return sum(event.change == kind for event in await rig.told(IncidentChanged))


class StatusSuite:
    """Inherit and give the fixture `rig`."""

    async def test_what_goes_on_is_shown_with_who_and_since_and_when_more_comes(self, rig: Rig) -> None:
        incident = await declared(rig)
        soon = rig.clock.now() + 30 * MINUTE
        await rig.process.application.updates.write(caller("u1"), incident.id, "Flights stand still.", soon)

        (shown,) = (await status(rig)).open

        assert (shown.incident, shown.title, shown.severity, shown.since) == (incident.id, "Ash", 2, rig.clock.now())
        assert shown.update is not None
        assert (shown.update.text, shown.update.by) == ("Flights stand still.", "ann")
        assert (shown.next_update_at, shown.update_late) == (soon, False)
        assert await said(rig, "update") == 1

    async def test_the_first_update_is_late_after_five_minutes_and_told_so_once(self, rig: Rig) -> None:
        incident = await declared(rig)
        rig.clock.advance(299)
        await rig.turn()
        assert not (await status(rig)).open[0].update_late

        rig.clock.advance(2)
        await rig.turn()
        await rig.turn(rig.another())

        assert (await status(rig)).open[0].update_late
        assert await said(rig, "update_late") == 1
        late = [
            entry.text for entry in await rig.store().timeline.of_incident(incident.id) if entry.kind == "update_late"
        ]
        assert late == ["The first update for the company is late."]

    async def test_an_update_in_time_moves_what_is_due_and_one_without_a_promise_ends_it(self, rig: Rig) -> None:
        incident, updates = await declared(rig), rig.process.application.updates
        await updates.write(caller("u1"), incident.id, "We look into it.", rig.clock.now() + 20 * MINUTE)
        rig.clock.advance(600)
        await rig.turn()
        assert await said(rig, "update_late") == 0

        rig.clock.advance(601)
        await rig.turn()
        assert await said(rig, "update_late") == 1
        await updates.write(caller("u2"), incident.id, "It is mended.", None)
        rig.clock.advance(86_000)
        await rig.turn()
        assert await said(rig, "update_late") == 1
        assert (await status(rig)).open[0].next_update_at is None

    async def test_what_is_over_is_shown_for_a_day_and_waits_for_nothing(self, rig: Rig) -> None:
        incident = await declared(rig)
        await rig.commands.stand_down(caller("end"), incident.id)
        rig.clock.advance(3_600)
        await rig.turn()

        stood = await status(rig)
        assert (stood.open, [each.incident for each in stood.ended]) == ([], [incident.id])
        assert (stood.ended[0].next_update_at, stood.ended[0].update_late) == (None, False)
        assert await said(rig, "update_late") == 0
        with pytest.raises(IncidentNotAllowed):
            await rig.process.application.updates.write(caller("u1"), incident.id, "Too late.", None)
        rig.clock.advance(86_400)
        assert (await status(rig)).ended == []

    async def test_nobody_promises_the_past_and_no_brand_sees_another(self, rig: Rig) -> None:
        incident = await declared(rig)
        with pytest.raises(NextUpdatePast):
            await rig.process.application.updates.write(caller("u1"), incident.id, "Soon.", rig.clock.now() - MINUTE)
        other = await rig.process.application.queries.status("acme")
        assert (other.open, other.ended) == ([], [])
