"""A maintenance window mutes what signals do below severity 3; what outlasts it is judged then."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from contracts.crisis import IncidentDeclared, PageSent, SignalRaised
from services.crisis.application.caller import CommandCaller, StaleVersion
from services.crisis.application.unit_of_work import Missing
from services.crisis.domain.callout import CalloutRules
from services.crisis.domain.escalation import EscalationLevel, EscalationPolicy
from services.crisis.domain.incident_rule import RuleThen, SignalCondition
from services.crisis.domain.maintenance_window import (
    MOST_WINDOWS,
    MaintenanceWindow,
    TooManyWindows,
    WindowInvalid,
)
from services.crisis.domain.policy import CrisisPolicy
from services.crisis.domain.severity import SeverityRules
from services.crisis.domain.signal import Signal
from tests.support.crisis.builders import BRAND
from tests.support.crisis.incident_rule_suite import a_rule, judged, proposed, surge, with_rules
from tests.support.crisis.rig import SETTINGS, Rig

MINUTE = timedelta(minutes=1)
CALM = CrisisPolicy(callout=CalloutRules(enabled=False), detector=SETTINGS.detector())
PAGING = replace(CALM, escalation=EscalationPolicy((EscalationLevel(("ann",), 600.0),)))
QUIET = replace(CALM, auto_declare=False)


async def a_window(rig: Rig, minutes: int, *, id_: str = "move", begins: int = 0) -> MaintenanceWindow:
    """Write a window of so many minutes from now, or from `begins` minutes on."""
    begins_at = rig.clock.now() + begins * MINUTE
    window = MaintenanceWindow(id_, "Move", begins_at, begins_at + minutes * MINUTE, "A new platform.")
    return await rig.process.application.maintenance_windows.write(CommandCaller(BRAND, "ann", f"w-{id_}"), window)


async def signals(rig: Rig) -> list[Signal]:
    """Give all signals, the newest first."""
    return list((await rig.store().signals.newest(None, 50, None)).items)


class MaintenanceSuite:
    """Inherit and give the fixture `rig`."""

    async def test_a_surge_within_a_window_is_shown_and_declared_when_it_outlasts_it(self, rig: Rig) -> None:
        await rig.policy(PAGING)
        await rig.minutes(25, 4)
        await a_window(rig, 8)
        await rig.minutes(6, 30)

        (signal,) = await signals(rig)
        assert (signal.muted_by, signal.incident, signal.state) == ("move", None, "live")
        assert len(await rig.told(SignalRaised)) == 1
        assert await rig.incidents() == await rig.told(PageSent) == []

        await rig.minutes(4, 30)
        (incident,) = await rig.incidents()
        (signal,) = await signals(rig)
        assert (signal.muted_by, signal.incident, incident.signals) == (None, incident.id, (signal.episode,))
        assert [each.person for each in await rig.told(PageSent)] == ["ann"]

    async def test_a_surge_that_ends_within_a_window_declares_nothing(self, rig: Rig) -> None:
        await rig.policy(PAGING)
        await rig.minutes(25, 4)
        await a_window(rig, 60)
        await rig.minutes(4, 30)
        await rig.minutes(70, 4)

        (signal,) = await signals(rig)
        assert (signal.state, signal.muted_by) == ("cleared", "move")
        assert await rig.incidents() == []

    async def test_what_is_gravest_is_declared_and_paged_within_a_window(self, rig: Rig) -> None:
        await rig.policy(PAGING)
        await a_window(rig, 60)
        await surge(rig, "negative_share")
        assert await rig.incidents() == []
        await surge(rig, "volume")  # fifty times the usual is severity 3

        (incident,) = await rig.incidents()
        assert incident.severity == 3
        assert [each.person for each in await rig.told(PageSent)] == ["ann"]

    async def test_a_muted_surge_that_grows_gravest_is_declared_before_the_window_ends(self, rig: Rig) -> None:
        await rig.policy(replace(CALM, severity=SeverityRules(level_3_ratio=20.0)))
        await rig.minutes(25, 4)
        await a_window(rig, 60)
        await rig.minutes(3, 30)
        (signal,) = await signals(rig)
        assert (signal.muted_by, await rig.incidents()) == ("move", [])
        await rig.minutes(2, 400)

        (incident,) = await rig.incidents()
        assert incident.severity == 3

    async def test_a_rule_is_muted_and_judged_when_the_window_is_over(self, rig: Rig) -> None:
        await with_rules(rig, a_rule(SignalCondition("volume")), policy=QUIET)
        await rig.minutes(25, 4)
        await a_window(rig, 8)
        await rig.minutes(6, 30)
        (evaluation,) = await judged(rig)
        assert (evaluation.outcome, evaluation.window) == ("muted", "move")
        assert await proposed(rig) == []

        await rig.minutes(4, 30)
        assert [(each.occasion, each.outcome) for each in await judged(rig)] == [
            ("raised", "muted"),
            ("window_ended", "proposed"),
        ]
        assert len(await proposed(rig)) == 1

    async def test_a_rule_for_the_gravest_is_muted_by_nothing(self, rig: Rig) -> None:
        await with_rules(rig, a_rule(SignalCondition("volume"), then=RuleThen("declare", 3)), policy=QUIET)
        await a_window(rig, 60)
        await surge(rig, "volume")
        assert [each.severity for each in await rig.told(IncidentDeclared)] == [3]

    async def test_a_window_that_follows_another_mutes_on(self, rig: Rig) -> None:
        await rig.policy(PAGING)
        await rig.minutes(25, 4)
        await a_window(rig, 8)
        await a_window(rig, 20, id_="then", begins=7)
        await rig.minutes(12, 30)
        (signal,) = await signals(rig)
        assert (signal.muted_by, signal.incident) == ("then", None)

    async def test_what_a_removed_window_muted_is_judged_in_the_next_turn(self, rig: Rig) -> None:
        await rig.policy(PAGING)
        await rig.minutes(25, 4)
        await a_window(rig, 60)
        await rig.minutes(4, 30)
        await rig.process.application.maintenance_windows.remove(CommandCaller(BRAND, "ann", "c"), "move")
        await rig.minutes(2, 30)
        assert len(await rig.incidents()) == 1

    async def test_a_person_declares_and_is_paged_within_a_window_as_ever(self, rig: Rig) -> None:
        await rig.policy(PAGING)
        await a_window(rig, 60)
        await rig.commands.declare(CommandCaller(BRAND, "ann", "c"), "Ash", 1, None, None)
        assert len(await rig.told(PageSent)) == 1

    async def test_a_window_of_another_brand_mutes_nothing(self, rig: Rig) -> None:
        await rig.policy(PAGING)
        there = CommandCaller("beside", "bob", "c")
        now = rig.clock.now()
        window = MaintenanceWindow("move", "Move", now, now + 60 * MINUTE, "x")
        await rig.process.application.maintenance_windows.write(there, window)
        await surge(rig, "negative_share")
        assert len(await rig.incidents()) == 1

    async def test_windows_are_written_by_version_and_no_more_than_there_may_be(self, rig: Rig) -> None:
        commands = rig.process.application.maintenance_windows
        for number in range(MOST_WINDOWS):
            window = await a_window(rig, 60, id_=f"w{number}")
        with pytest.raises(TooManyWindows):
            await a_window(rig, 60, id_="one-more")
        assert (await a_window(rig, 30, id_="w0")).version == 2
        with pytest.raises(StaleVersion):
            await commands.write(CommandCaller(BRAND, "ann", "c", 7), window)
        with pytest.raises(WindowInvalid):
            await a_window(rig, 60, id_="w0", begins=-61)
        await commands.remove(CommandCaller(BRAND, "ann", "c"), "w0")
        with pytest.raises(Missing):
            await commands.remove(CommandCaller(BRAND, "ann", "c"), "w0")
