"""Due timers run by brand: side by side between brands, in order within one, and no brand's failure ends another's."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, cast

import pytest

from chassis.errors import Unavailable, VersionConflict
from chassis.timers import DueTimer
from services.crisis.application.unit_of_work import UnitOfWork, Units
from services.crisis.timers.each import BRANDS_AT_ONCE, each_due
from tests.support.crisis.builders import NOON


def a_timer(brand: str, key: str) -> DueTimer:
    return DueTimer(f"{brand}/{key}", brand, "detect", NOON, {}, 1)


class Recording:
    """Units of work that note what ran; `fails` names brands whose unit raises."""

    def __init__(self, **fails: Exception) -> None:
        self.ran: list[str] = []
        self.fails = fails
        self.now, self.most = 0, 0

    async def run(self, brand: str, cause: str, by: str, effect: Callable[[Any], Awaitable[None]]) -> None:
        self.now += 1
        self.most = max(self.most, self.now)
        try:
            for _ in range(3):
                await asyncio.sleep(0)
            if brand in self.fails:
                raise self.fails[brand]
            await effect(None)
        finally:
            self.now -= 1


async def run(units: Recording, *due: DueTimer) -> None:
    async def work(_: UnitOfWork, timer: DueTimer) -> None:
        units.ran.append(timer.key)

    await each_due(cast(Units, units), due, "test", work)


async def test_brands_run_side_by_side_up_to_a_bound_and_the_timers_of_one_in_order() -> None:
    units = Recording()
    due = [a_timer(f"b{number % 20}", f"{number:02}") for number in range(60)]
    await run(units, *due)
    assert units.most == BRANDS_AT_ONCE
    assert sorted(units.ran) == sorted(timer.key for timer in due)
    assert [key for key in units.ran if key.startswith("b3/")] == ["b3/03", "b3/23", "b3/43"]


async def test_what_fails_one_brand_is_raised_after_the_others_were_done() -> None:
    units = Recording(b1=Unavailable("mongodb"))
    with pytest.raises(Unavailable):
        await run(units, *(a_timer(f"b{number}", "x") for number in range(4)))
    assert sorted(units.ran) == ["b0/x", "b2/x", "b3/x"]


async def test_a_timer_that_another_process_took_over_is_left_to_it() -> None:
    units = Recording(b1=VersionConflict())
    await run(units, a_timer("b1", "x"), a_timer("b2", "x"))
    assert units.ran == ["b2/x"]
