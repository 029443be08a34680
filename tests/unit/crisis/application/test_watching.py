"""Turns of many brands in memory."""

from __future__ import annotations

from dataclasses import replace

from services.crisis.application.watching import WatchBrands
from tests.support.crisis.in_memory_rig import InMemoryRig
from tests.support.crisis.in_memory_watches import InMemoryWatches
from tests.support.crisis.rig import SETTINGS
from tests.support.crisis.watching_suite import BRANDS, WatchingSuite


class TestWatching(WatchingSuite):
    """The suite, over the fixture of this room."""


async def test_a_brand_whose_step_fails_is_left_to_its_own_unit(rig: InMemoryRig) -> None:
    await WatchingSuite().hear(rig, BRANDS, 4)
    rig.clock.advance(65)

    class Broken(InMemoryWatches):
        async def calm(self, brands):  # type: ignore[no-untyped-def]
            found = dict(await super().calm(brands))
            policy = found["bolt"].policy
            broken = replace(policy.detector, false_surge_days=0.0)
            found["bolt"] = replace(found["bolt"], policy=replace(policy, detector=broken))
            return found

    watch = WatchBrands(Broken(rig.memory), rig.clock, SETTINGS)
    assert set(await watch.quiet(BRANDS)) == set(BRANDS) - {"bolt"}
