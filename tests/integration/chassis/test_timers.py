"""A timer that is due is taken up by one process, comes back after a crash, and is finished under its epoch."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from chassis.clock import FixedClock
from chassis.errors import Fenced
from chassis.mongo import Mongo
from chassis.timers import DueTimer, NewTimer, TimerRunner, Timers


def a_timer(clock: FixedClock, key: str = "north/c1", seconds: float = 60) -> NewTimer:
    return NewTimer(key, "north", "sla_due", clock.now() + timedelta(seconds=seconds), {"clock": "first_response"})


async def test_a_timer_is_taken_up_when_it_is_due_and_not_before(mongo: Mongo, clock: FixedClock) -> None:
    timers = Timers(mongo, clock)
    await timers.schedule([a_timer(clock)])
    assert await timers.claim(["sla_due"], 10, 30) == []
    clock.advance(60)
    (due,) = await timers.claim(["sla_due"], 10, 30)
    assert (due.key, due.payload) == ("north/c1", {"clock": "first_response"})


async def test_a_claimed_timer_is_not_given_twice_but_comes_back_after_its_lease(
    mongo: Mongo, clock: FixedClock
) -> None:
    timers = Timers(mongo, clock)
    await timers.schedule([a_timer(clock, seconds=0)])
    (first,) = await timers.claim(["sla_due"], 10, 30)
    assert await timers.claim(["sla_due"], 10, 30) == []
    clock.advance(31)
    (second,) = await timers.claim(["sla_due"], 10, 30)
    with pytest.raises(Fenced):
        await timers.done(first)
    await timers.done(second)
    clock.advance(31)
    assert await timers.claim(["sla_due"], 10, 30) == []


async def test_a_timer_set_again_moves_and_fences_its_holder(mongo: Mongo, clock: FixedClock) -> None:
    timers = Timers(mongo, clock)
    await timers.schedule([a_timer(clock, seconds=0)])
    (held,) = await timers.claim(["sla_due"], 10, 30)
    await timers.schedule([a_timer(clock, seconds=600)])
    with pytest.raises(Fenced):
        await timers.done(held)


async def test_a_cancelled_timer_never_comes(mongo: Mongo, clock: FixedClock) -> None:
    timers = Timers(mongo, clock)
    await timers.schedule([a_timer(clock, seconds=0)])
    await timers.cancel(["north/c1", "north/unknown"])
    assert await timers.claim(["sla_due"], 10, 30) == []


async def test_a_kind_that_fails_does_not_hold_up_another(mongo: Mongo, clock: FixedClock) -> None:
    timers = Timers(mongo, clock)
    due = clock.now()
    await timers.schedule([NewTimer("a", "north", "broken", due), NewTimer("b", "north", "well", due)])
    seen: list[str] = []

    async def broken(_: Sequence[DueTimer]) -> None:
        raise RuntimeError("a bug")

    async def well(given: Sequence[DueTimer]) -> None:
        seen.extend(timer.key for timer in given)
        await timers.done_many(given)

    runner = TimerRunner(timers, {"broken": broken, "well": well})
    assert await runner.turn() == 2
    assert seen == ["b"]
    clock.advance(31)
    assert [timer.key for timer in await timers.claim(["broken", "well"], 10, 30)] == ["a"]
