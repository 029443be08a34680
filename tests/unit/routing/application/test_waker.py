"""The waker runs the matcher for brands that have reason, and what goes wrong in one brand stays there."""

from __future__ import annotations

import asyncio

from chassis.errors import Unavailable
from services.routing.application import waker as module
from services.routing.application.matcher import Matcher
from services.routing.application.rule_commands import TICK
from services.routing.application.waker import Waker
from tests.support.routing.builders import BRAND, an_employee, stored
from tests.support.routing.guideline_suite import a_guideline
from tests.support.routing.memory_backend import MemoryBackend
from tests.support.routing.rig import Rig


async def test_a_brand_with_a_reason_is_matched_and_gets_its_tick(rig: Rig) -> None:
    await rig.core.waker.start()
    try:
        await rig.staff(an_employee("anna"))
        await rig.take_in(stored("c1"))
        async with asyncio.timeout(5):
            while (await rig.task("c1")).state != "offered":  # noqa: ASYNC110 - the task itself is the fact
                await asyncio.sleep(0)
    finally:
        await rig.core.waker.stop()
    assert isinstance(rig.backend, MemoryBackend)
    assert list(rig.backend.database.timers) == [f"{TICK}/{BRAND}"]


async def test_a_changed_guideline_brings_the_tick_forward(rig: Rig) -> None:
    await rig.core.waker.start()
    assert isinstance(rig.backend, MemoryBackend)
    timers = rig.backend.database.timers
    try:
        await rig.take_in(stored("c1"))
        async with asyncio.timeout(5):
            while not timers:  # noqa: ASYNC110 - the timer itself is the fact
                await asyncio.sleep(0)
            rig.clock.advance(10)
            await rig.take_in(a_guideline())
            while timers[f"{TICK}/{BRAND}"].due_at < rig.clock.now():  # noqa: ASYNC110
                await asyncio.sleep(0)
    finally:
        await rig.core.waker.stop()


class Failing(Matcher):
    """A matcher that fails for some brands at first."""

    def __init__(self, failures: dict[str, list[Exception]]) -> None:
        self.runs: list[str] = []
        self.over = asyncio.Event()
        self._failures = failures

    async def run(self, brand: str) -> int:
        self.runs.append(brand)
        failures = self._failures.get(brand)
        if failures:
            raise failures.pop()
        if brand == "last":
            self.over.set()
        return 0


async def test_a_failure_in_one_brand_does_not_stop_the_next_and_an_outage_is_waited_out(rig: Rig) -> None:
    failing = Failing({"away": [Unavailable("mongodb", retry_after=0.0)], "bug": [ValueError("a bug")]})
    waker = Waker(failing, rig.stores.schedule, rig.clock, tick_within_seconds=5)
    pause, module.PAUSE_SECONDS = module.PAUSE_SECONDS, 0.0
    await waker.start()
    try:
        for brand in ("bug", "away", "last"):
            waker.wake(brand)
        async with asyncio.timeout(5):
            await failing.over.wait()
            while failing.runs.count("away") < 2:  # noqa: ASYNC110 - the second run is the fact
                await asyncio.sleep(0)
    finally:
        await waker.stop()
        module.PAUSE_SECONDS = pause
    assert failing.runs.count("bug") == 1, "the tick comes back to it"
