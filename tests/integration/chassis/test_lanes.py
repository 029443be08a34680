"""A lane is worked on by one process at a time, and no wake is lost between its last look and its rest."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chassis.clock import FixedClock
from chassis.errors import Fenced
from chassis.lanes import INDEXES, Lanes
from chassis.mongo import Mongo

NORTH, SOUTH = ("north", "a"), ("south", "a")


@pytest.fixture
async def lanes(mongo: Mongo, clock: FixedClock) -> Lanes:
    await mongo.ensure_indexes(INDEXES, work=True)
    return Lanes(mongo, clock)


async def test_a_woken_lane_is_claimed_once_until_its_lease_is_over(lanes: Lanes, clock: FixedClock) -> None:
    assert await lanes.claim(10, 10) == []
    await lanes.wake([NORTH, SOUTH])
    first = await lanes.claim(10, 10)
    assert {(each.brand, each.name) for each in first} == {NORTH, SOUTH}
    assert await lanes.claim(10, 10) == []
    clock.advance(11)
    again = await lanes.claim(10, 10)
    assert {each.epoch for each in again} == {2}
    with pytest.raises(Fenced):
        await lanes.renew(first[0], 10)
    assert not await lanes.rest(first[0], None), "its rest would let go of another's lane"


async def test_a_wake_between_the_look_and_the_rest_is_not_lost(lanes: Lanes) -> None:
    await lanes.wake([NORTH])
    (lane,) = await lanes.claim(10, 10)
    await lanes.wake([NORTH])
    assert not await lanes.rest(lane, None)
    lane = await lanes.renew(lane, 10)
    assert await lanes.rest(lane, None)
    assert await lanes.claim(10, 10) == []
    await lanes.wake([NORTH])
    assert len(await lanes.claim(10, 10)) == 1


async def test_a_lane_rests_until_its_time_and_is_woken_before_it(lanes: Lanes, clock: FixedClock) -> None:
    await lanes.wake([NORTH])
    (lane,) = await lanes.claim(10, 10)
    assert await lanes.rest(lane, clock.now() + timedelta(seconds=60))
    clock.advance(59)
    assert await lanes.claim(10, 10) == []
    clock.advance(1)
    (lane,) = await lanes.claim(10, 10)
    assert await lanes.rest(lane, clock.now() + timedelta(seconds=60))
    await lanes.wake([NORTH])
    assert len(await lanes.claim(10, 10)) == 1


async def test_a_lane_that_is_left_is_taken_at_once_and_one_that_ended_is_gone(lanes: Lanes) -> None:
    await lanes.wake([NORTH])
    (lane,) = await lanes.claim(10, 10)
    await lanes.leave(lane)
    (lane,) = await lanes.claim(10, 10)
    await lanes.wake([NORTH])
    assert not await lanes.end(lane), "it was woken"
    lane = await lanes.renew(lane, 10)
    assert await lanes.end(lane)
    assert await lanes.claim(10, 10) == []


async def test_the_longest_awake_are_claimed_first(lanes: Lanes, clock: FixedClock) -> None:
    for name in ("a", "b", "c"):
        await lanes.wake([("north", name)])
        clock.advance(1)
    assert {each.name for each in await lanes.claim(2, 10)} == {"a", "b"}
