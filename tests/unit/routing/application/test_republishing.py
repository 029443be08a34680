"""Republishing in memory, and by the brand's tick."""

from chassis.timers import DueTimer
from services.routing.application.rule_commands import TICK
from tests.support.routing.builders import BRAND
from tests.support.routing.republishing_suite import RepublishingSuite, published_events, trained
from tests.support.routing.rig import Rig


class TestRepublishingInMemory(RepublishingSuite):
    """The fixture `rig` is in memory here."""


async def test_the_first_tick_of_a_brand_publishes_a_page(rig: Rig) -> None:
    await trained(rig, "ann")
    first = await published_events(rig)
    await rig.core.timers[TICK]([DueTimer(f"{TICK}/{BRAND}", BRAND, TICK, rig.clock.now(), {}, 1)])
    assert [each.subject for each in (await published_events(rig))[len(first) :]] == ["voice", "ann"]
