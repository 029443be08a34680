"""Promises by rule of engagement, from the message to the clock."""

from __future__ import annotations

from typing import Any

from contracts.inbox import SlaClockStarted
from services.inbox.application.incidents import IncidentBegan
from tests.support.inbox.builders import NOON, minutes
from tests.support.inbox.events import BRAND, a_message
from tests.unit.inbox.application.rig import Rig

LOUD = {"visibility": "public", "min_reach": 10_000, "max_severity": 3}


async def promise(rig: Rig, applies: dict[str, Any]) -> None:
    targets = [{"id": "loud", "first_response_seconds": 900, "applies": applies}, {}]
    await rig.inbox.rulebook.put(BRAND, "sla", {"targets": targets}, after=1, by="maria")


def first_response(rig: Rig) -> tuple[str | None, int, int]:
    (clock,) = [each for each in rig.conversation.clocks if each.kind == "first_response"]
    return clock.rule, clock.target_seconds, clock.policy_version


async def test_a_loud_public_message_in_an_incident_is_due_by_the_rule_that_holds(rig: Rig) -> None:
    await promise(rig, LOUD)
    await rig.store.update_incidents([IncidentBegan(BRAND, "i1", "Ash", 3, None, NOON, NOON)])
    published = await rig.take(a_message(reach=25_000))
    assert first_response(rig) == ("loud", 900, 2)
    clocks = {each.clock.kind: each.clock for each in published if isinstance(each, SlaClockStarted)}
    assert (clocks["first_response"].rule, clocks["first_response"].due_at) == ("loud", NOON + minutes(15))


async def test_without_an_incident_the_default_holds(rig: Rig) -> None:
    await promise(rig, LOUD)
    await rig.take(a_message(reach=25_000))
    assert first_response(rig) == (None, 3600, 2)


async def test_a_reach_that_becomes_known_holds_the_clock_to_the_stricter_promise(rig: Rig) -> None:
    await promise(rig, {"min_reach": 10_000})
    await rig.take(a_message("1"))
    assert first_response(rig) == (None, 3600, 2)
    await rig.take(a_message("2", reach=10_000, at=NOON + minutes(5)))
    assert first_response(rig) == ("loud", 900, 2)
    assert rig.conversation.due_at == NOON + minutes(15)
    await rig.take(a_message("3", at=NOON + minutes(6)))
    assert first_response(rig) == ("loud", 900, 2)


async def test_a_topic_that_comes_up_later_does_so_too(rig: Rig) -> None:
    await promise(rig, {"topics": ["refund"]})
    await rig.take(a_message("1"))
    await rig.take(a_message("2", "And a refund, please?", at=NOON + minutes(20)))
    (clock,) = [each for each in rig.conversation.clocks if each.kind == "first_response"]
    assert (clock.rule, clock.due_at, clock.segments[-1].cause) == ("loud", NOON + minutes(20), "situation_changed")
