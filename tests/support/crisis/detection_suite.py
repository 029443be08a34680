"""A surge becomes exactly one incident, a crash between any two steps loses nothing, and calm ends it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

from contracts.crisis import (
    CalloutOpened,
    IncidentChanged,
    IncidentDeclared,
    IncidentStoodDown,
    PageAcknowledged,
    PageSent,
    SignalCleared,
    SignalRaised,
)
from services.crisis.application.caller import CommandCaller
from services.crisis.application.page_answers import acknowledge
from services.crisis.application.signals import raise_signal
from services.crisis.application.unit_of_work import UnitOfWork
from services.crisis.domain.episode import Raised
from services.crisis.domain.escalation import EscalationLevel, EscalationPolicy
from services.crisis.domain.policy import CrisisPolicy, StandDownRules
from tests.support.crisis.builders import NOON, a_message
from tests.support.crisis.rig import SETTINGS, Rig

POLICY = CrisisPolicy(version=1, detector=SETTINGS.detector())


PAGED = EscalationPolicy((EscalationLevel(("ann", "ben"), 300.0), EscalationLevel(("cas",), 300.0)), rounds=2)


class DetectionSuite:
    """Inherit and give the fixture `rig`."""

    async def test_a_surge_is_declared_once_with_its_reason(self, rig: Rig) -> None:
        await rig.minutes(25, 4)
        assert await rig.incidents() == []

        await rig.minutes(6, 200)

        (incident,) = await rig.incidents()
        (raised,) = await rig.told(SignalRaised)
        (declared,) = await rig.told(IncidentDeclared)
        assert (incident.state, incident.declared_by, declared.signal) == ("declared", "detection", raised.episode)
        assert "200 messages in 60 s" in raised.reason
        assert incident.severity >= 2
        assert len(incident.steps) == 5

    async def test_two_replicas_on_one_surge_declare_one_incident(self, rig: Rig) -> None:
        second = rig.another()
        await rig.minutes(25, 4)
        for _ in range(6):
            at = rig.clock.now()
            await rig.hear([a_message(rig.number + n, at) for n in range(200)])
            rig.number += 200
            rig.clock.advance(65)
            await asyncio.gather(rig.turn(), rig.turn(second))

        assert len(await rig.incidents()) == 1
        assert len(await rig.told(IncidentDeclared)) == 1
        assert len(await rig.told(SignalRaised)) == 1

    async def test_a_brand_that_only_wants_proposals_gets_a_signal_and_no_incident(self, rig: Rig) -> None:
        await rig.policy(replace(POLICY, auto_declare=False))
        await rig.minutes(25, 4)
        await rig.minutes(4, 200)

        (raised,) = await rig.told(SignalRaised)
        assert await rig.incidents() == []
        incident = await rig.commands.declare(CommandCaller("klm", "ann", "c1"), "Ash", 2, None, raised.episode)
        assert incident.signals == (raised.episode,)

    async def test_lost_detection_state_is_rebuilt_from_the_buckets_without_a_second_incident(self, rig: Rig) -> None:
        await rig.minutes(25, 4)
        await rig.minutes(6, 200)
        before = await rig.store().detection.detector()
        await rig.lose_detector()

        await rig.minutes(1, 200)
        after = await rig.store().detection.detector()

        assert before is not None
        assert after is not None
        assert after[0].volume.opened_at == before[0].volume.opened_at
        assert len(await rig.incidents()) == 1
        assert len(await rig.told(SignalRaised)) == 1

    async def test_a_signal_that_an_older_detector_left_is_cleared(self, rig: Rig) -> None:
        await rig.minutes(25, 4)
        left = Raised("volume", NOON.timestamp() + 61.0, 200.0, 4.0, 7.5, "of before")

        async def leave(unit: UnitOfWork) -> None:
            await raise_signal(unit, left, POLICY, {})

        await rig.units.run("klm", "left", "detection", leave)
        (incident,) = await rig.incidents()
        await rig.minutes(1, 4)

        (cleared,) = await rig.told(SignalCleared)
        assert (cleared.episode,) == incident.signals
        assert not (await rig.store().signals.newest("live", 5, None)).items

    async def test_declaration_pages_and_callout_are_one_write(self, rig: Rig) -> None:
        await rig.policy(replace(POLICY, escalation=PAGED))
        await rig.minutes(25, 4)
        await rig.minutes(4, 200)

        (incident,) = await rig.incidents()
        assert [page.person for page in await rig.told(PageSent)] == ["ann", "ben"]
        assert len(await rig.told(CalloutOpened)) == 1
        assert await rig.timer_kinds() == {"detect", "page", "step", "update", "wave"}
        assert incident.version >= 1

    async def test_a_process_that_dies_between_declaring_and_paging_further_loses_no_page(self, rig: Rig) -> None:
        await rig.policy(replace(POLICY, escalation=PAGED))
        incident = await rig.commands.declare(CommandCaller("klm", "ann", "c1"), "Ash", 2, None, None)

        survivor = rig.another()
        for _ in range(4):
            rig.clock.advance(301)
            await rig.turn(survivor)

        paged = [(page.level, page.person) for page in await rig.told(PageSent)]
        assert paged == [(1, "ann"), (1, "ben"), (2, "cas"), (1, "ann"), (1, "ben"), (2, "cas")]
        assert len({page.page for page in await rig.told(PageSent)}) == 6
        assert any("nobody acknowledged" in entry.text for entry in await rig.timeline(incident.id))

    async def test_a_page_nobody_acknowledges_goes_on_by_the_clock_of_its_brand_alone(self, rig: Rig) -> None:
        for brand in ("klm", "beside"):
            await rig.policy(replace(POLICY, escalation=PAGED), brand)
            await rig.commands.declare(CommandCaller(brand, "ann", "c1"), "Ash", 2, None, None)

        rig.clock.learn("klm", timedelta(seconds=301))
        await rig.turn()

        levels = [(page.brand, page.level, page.at) for page in await rig.told(PageSent) if page.level > 1]
        assert levels == [("klm", 2, rig.clock.now() + timedelta(seconds=301))]

    async def test_an_acknowledged_page_stops_the_escalation_and_gives_command(self, rig: Rig) -> None:
        await rig.policy(replace(POLICY, escalation=PAGED))
        await rig.commands.declare(CommandCaller("klm", "eve", "c1"), "Ash", 2, None, None)
        first = (await rig.told(PageSent))[0]

        await acknowledge(rig.units, CommandCaller("klm", "ann", "a1"), first.page)
        await acknowledge(rig.units, CommandCaller("klm", "ann", "a2"), first.page)
        rig.clock.advance(1_000)
        await rig.turn()

        (incident,) = await rig.incidents()
        assert incident.roles == {"commander": "ann"}
        assert len(await rig.told(PageSent)) == 2
        assert len(await rig.told(PageAcknowledged)) == 1

    async def test_calm_and_a_drained_backlog_end_the_incident_when_the_policy_says_so(self, rig: Rig) -> None:
        await rig.policy(replace(POLICY, stand_down=StandDownRules(automatic=True)))
        await rig.minutes(25, 4)
        await rig.minutes(5, 200)
        await rig.staffing(waiting=40)
        await rig.minutes(20, 4)
        (incident,) = await rig.incidents()
        assert incident.state == "declared"
        assert len(await rig.told(SignalCleared)) == 1

        await rig.staffing(waiting=0)
        await rig.minutes(1, 4)

        (incident,) = await rig.incidents()
        (ended,) = await rig.told(IncidentStoodDown)
        assert incident.state == "stood_down"
        assert ended.messages >= 800

    async def test_the_end_is_proposed_once_when_people_decide(self, rig: Rig) -> None:
        await rig.policy(POLICY)
        await rig.minutes(25, 4)
        await rig.minutes(5, 200)
        await rig.minutes(22, 4)

        (incident,) = await rig.incidents()
        proposals = [entry for entry in await rig.timeline(incident.id) if entry.kind == "stand_down_proposed"]
        assert incident.state == "declared"
        assert len(proposals) == 1

    async def test_severity_rises_with_the_surge_and_never_falls_by_itself(self, rig: Rig) -> None:
        await rig.policy(POLICY)
        await rig.minutes(25, 4)
        await rig.minutes(3, 60)
        (mild,) = await rig.incidents()
        await rig.minutes(2, 600)
        (bad,) = await rig.incidents()
        await rig.minutes(2, 4)

        assert (mild.severity, bad.severity) == (2, 3)
        changes = [change.change for change in await rig.told(IncidentChanged)]
        assert [each for each in changes if each != "update_late"] == ["severity"]

    async def test_a_pipeline_that_lags_because_of_the_surge_does_not_delay_the_alarm(self, rig: Rig) -> None:
        await rig.minutes(25, 4)
        for _ in range(6):
            began = rig.clock.now()
            rig.clock.advance(60)
            await rig.hear([a_message(50_000 + rig.number + n, began + timedelta(seconds=1)) for n in range(200)])
            rig.number += 200
            rig.clock.advance(3)
            await rig.hear([a_message(90_000 + rig.number, NOON)])  # a partition that still delivers the past
            await rig.turn()
            rig.clock.advance(-3)

        assert len(await rig.told(SignalRaised)) == 1

    async def test_the_watch_waits_for_a_partition_that_still_delivers_the_past(self, rig: Rig) -> None:
        await rig.minutes(3, 4)
        began = rig.clock.now()
        rig.clock.advance(90)
        await rig.hear([a_message(9_000, began + timedelta(seconds=5))])
        await rig.turn()

        detector = await rig.store().detection.detector()
        assert detector is not None
        assert detector[0].next_start == began.timestamp()
