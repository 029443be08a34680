"""A timer is due by the clock of its brand: moving a sandbox's clock makes it due, once, whoever has heard of it."""

from datetime import datetime, timedelta

import pytest
from prometheus_client import REGISTRY

from chassis.clock import FixedClock
from chassis.due_rows import INDEXES
from chassis.errors import Fenced
from chassis.mongo import Mongo
from chassis.timer_runner import TimerRunner
from chassis.timers import MOVED_AT_ONCE, NewTimer, Timers

HOUR = timedelta(hours=1)
KINDS = ["sla_due"]


def a_timer(due_at: datetime, brand: str = "box", key: str | None = None) -> NewTimer:
    return NewTimer(key or f"{brand}/c1", brand, "sla_due", due_at)


def a_clock(at: datetime, ahead: timedelta | None = timedelta(0), brand: str = "box") -> FixedClock:
    """The clock of a process of its own; with `ahead` None it has not heard of the brand."""
    clock = FixedClock(at)
    clock.learn("real", None)
    if ahead is not None:
        clock.learn(brand, ahead)
    return clock


async def keys(timers: Timers, limit: int = 10) -> list[str]:
    return [timer.key for timer in await timers.claim(KINDS, limit, 30)]


async def test_moving_a_clock_makes_the_timers_of_its_brand_due_and_of_no_other(
    mongo: Mongo, clock: FixedClock
) -> None:
    own = a_clock(clock.now())
    timers = Timers(mongo, own)
    due_at = own.now() + HOUR
    await timers.schedule([a_timer(due_at), a_timer(due_at, "real"), a_timer(due_at, "beside")])
    assert await keys(timers) == []

    own.learn("box", HOUR)
    (due,) = await timers.claim(KINDS, 10, 30)
    assert (due.key, due.due_at) == ("box/c1", due_at), "a due time stays as it was set"

    await timers.done(due)
    own.advance(3600)
    assert sorted(await keys(timers)) == ["beside/c1", "real/c1"]


async def test_two_replicas_that_hear_of_a_move_take_each_timer_once(mongo: Mongo, clock: FixedClock) -> None:
    first, second = a_clock(clock.now()), a_clock(clock.now())
    await Timers(mongo, first).schedule([a_timer(first.now() + HOUR), a_timer(first.now() + 2 * HOUR, key="box/c2")])
    for each in (first, second):
        each.learn("box", HOUR)
        each.learn("box", HOUR)

    assert [*await keys(Timers(mongo, first)), *await keys(Timers(mongo, second))] == ["box/c1"], "c2 moved twice"
    for each in (first, second):
        each.learn("box", 2 * HOUR)
        each.learn("box", HOUR)
    assert [*await keys(Timers(mongo, second)), *await keys(Timers(mongo, first))] == ["box/c2"]


async def test_a_process_that_dies_after_it_heard_leaves_a_timer_to_the_next_that_hears(
    mongo: Mongo, clock: FixedClock
) -> None:
    dying, next_ = a_clock(clock.now()), a_clock(clock.now())
    await Timers(mongo, dying).schedule([a_timer(dying.now() + HOUR)])
    dying.learn("box", HOUR)
    (held,) = await Timers(mongo, dying).claim(KINDS, 10, 30)

    assert await keys(Timers(mongo, next_)) == [], "it has not heard yet"
    next_.learn("box", HOUR)
    assert await keys(Timers(mongo, next_)) == [], "the lease runs, in the machine's time"
    next_.advance(31)
    assert await keys(Timers(mongo, next_)) == ["box/c1"]
    with pytest.raises(Fenced):
        await Timers(mongo, dying).done(held)


@pytest.mark.parametrize("heard", [timedelta(0), None], ids=["not of the move", "not of the brand"])
async def test_what_a_process_sets_that_lags_is_due_as_if_it_had_been_set_before_the_move(
    mongo: Mongo, clock: FixedClock, heard: timedelta | None
) -> None:
    lagging, other = a_clock(clock.now(), heard), a_clock(clock.now(), HOUR)
    await Timers(mongo, lagging).schedule([a_timer(lagging.now_of("box") + HOUR / 2)])

    assert await keys(Timers(mongo, lagging)) == []
    assert await keys(Timers(mongo, other)) == ["box/c1"]


async def test_what_is_set_after_a_move_is_due_by_the_moved_clock(mongo: Mongo, clock: FixedClock) -> None:
    own = a_clock(clock.now(), HOUR)
    timers = Timers(mongo, own)
    await timers.schedule([a_timer(own.now_of("box") + HOUR)])
    assert await keys(timers) == []
    own.advance(3600)
    assert await keys(timers) == ["box/c1"]


async def test_what_moving_made_due_comes_behind_all_else_and_counts_as_late_in_no_metric(
    mongo: Mongo, clock: FixedClock
) -> None:
    def late() -> tuple[float | None, float | None]:
        return (
            REGISTRY.get_sample_value("muster_timer_late_seconds_count", {"kind": "sla_due"}) or 0.0,
            REGISTRY.get_sample_value("muster_timer_overdue_seconds", {"kinds": "sla_due"}),
        )

    own = a_clock(clock.now())
    timers = Timers(mongo, own)
    await timers.schedule([a_timer(own.now() + HOUR / 2), a_timer(own.now(), "real")])
    own.learn("box", HOUR)
    before, _ = late()
    assert await keys(timers, limit=1) == ["real/c1"]
    assert await keys(timers, limit=1) == ["box/c1"]
    assert late() == ((before or 0.0) + 1, 0.0)


async def test_moved_brands_that_are_too_many_for_one_look_take_turns(mongo: Mongo, clock: FixedClock) -> None:
    own = a_clock(clock.now())
    timers = Timers(mongo, own)
    brands = [f"box{number:03d}" for number in range(2 * MOVED_AT_ONCE + 1)]
    for brand in brands:
        own.learn(brand, HOUR)
    await timers.schedule([a_timer(own.now() + HOUR, brand) for brand in brands])
    found = [key for _ in range(4) for key in await keys(timers, limit=len(brands))]
    assert sorted(found) == [f"{brand}/c1" for brand in brands]


async def test_only_the_timers_of_brands_not_known_as_real_are_in_the_index_of_movable_ones(
    mongo: Mongo, clock: FixedClock
) -> None:
    await mongo.ensure_indexes(INDEXES, work=True)
    timers = Timers(mongo, a_clock(clock.now()))
    await timers.schedule([a_timer(clock.now(), brand) for brand in ("box", "real", "unheard")])
    movable = await mongo.work_collection("timers").find({}).hint("due_of_movable").to_list(None)
    assert {row["brand"] for row in movable} == {"box", "unheard"}


async def test_a_runner_looks_at_once_for_a_timer_that_the_moved_clock_makes_due(
    mongo: Mongo, clock: FixedClock
) -> None:
    own = a_clock(clock.now(), HOUR)
    timers = Timers(mongo, own)
    at_once, later = a_timer(own.now_of("box")), a_timer(own.now_of("box") + HOUR)
    assert (timers.machine_due(at_once), timers.machine_due(later)) == (own.now(), own.now() + HOUR)
    runner = TimerRunner(timers, {}, poll_seconds=60)
    assert await runner.turn() == 0
