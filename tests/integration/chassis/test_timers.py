"""A timer that is due is taken up by one process, comes back after a crash, and is finished under its epoch."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from prometheus_client import REGISTRY
from pymongo.database import Database

from chassis.clock import FixedClock, SystemClock
from chassis.due_rows import INDEXES
from chassis.errors import Fenced
from chassis.mongo import Mongo
from chassis.timer_order import Precedence
from chassis.timer_runner import TimerRunner
from chassis.timers import DueTimer, NewTimer, Timers


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


PATIENT_SECONDS = 60.0  # no test lasts as long: what is taken up was not found by looking again


async def test_a_timer_stays_with_its_runner_while_that_is_at_work_and_no_longer(
    mongo: Mongo, clock: FixedClock
) -> None:
    timers = Timers(mongo, clock)
    await timers.schedule([a_timer(clock, seconds=0), a_timer(clock, "north/c2", seconds=0)])
    rows, lease = mongo.work_collection("timers"), 0.06
    taken_by_others = list[int]()

    async def slow(given: Sequence[DueTimer]) -> None:
        await timers.done(given[0])
        for _ in range(3):  # far longer than the lease
            clock.advance(lease)
            while await rows.find_one({"leased_until": clock.now() + timedelta(seconds=lease)}) is None:  # noqa: ASYNC110
                await asyncio.sleep(0.005)
            taken_by_others.append(len(await timers.claim(["sla_due"], 10, 30)))
        assert await rows.count_documents({}) == 1, "what is done stays done"

    runner = TimerRunner(timers, {"sla_due": slow}, lease_seconds=lease)
    assert await runner.turn() == 2
    assert taken_by_others == [0, 0, 0]
    clock.advance(lease)
    assert len(await timers.claim(["sla_due"], 10, 30)) == 1, "nobody is at work on it any more"


async def test_a_runner_takes_up_what_this_process_sets_when_it_is_due(mongo: Mongo) -> None:
    clock = SystemClock()
    timers = Timers(mongo, clock)
    taken: asyncio.Queue[tuple[str, datetime]] = asyncio.Queue()

    async def take(given: Sequence[DueTimer]) -> None:
        await timers.done_many(given)
        for timer in given:
            taken.put_nowait((timer.key, clock.now()))

    runner = TimerRunner(timers, {"sla_due": take}, poll_seconds=PATIENT_SECONDS)
    await runner.start()
    try:
        now = clock.now()
        for key, seconds in (("later", 0.4), ("soon", 0.2), ("late", -1.0)):
            timer = NewTimer(key, "north", "sla_due", now + timedelta(seconds=seconds))
            await mongo.transaction(lambda session, timer=timer: timers.schedule([timer], session))  # type: ignore[misc]
        found = [await asyncio.wait_for(taken.get(), PATIENT_SECONDS / 2) for _ in range(3)]
    finally:
        await runner.stop()

    assert [key for key, _ in found] == ["late", "soon", "later"]
    assert found[1][1] >= now + timedelta(seconds=0.2)
    assert found[2][1] >= now + timedelta(seconds=0.4)


async def test_a_runner_that_starts_waits_for_what_was_set_before(mongo: Mongo) -> None:
    clock = SystemClock()
    timers = Timers(mongo, clock)
    taken = asyncio.Event()

    async def take(given: Sequence[DueTimer]) -> None:
        await timers.done_many(given)
        taken.set()

    await timers.schedule([NewTimer("c1", "north", "sla_due", clock.now() + timedelta(seconds=0.3))])
    runner = TimerRunner(Timers(mongo, clock), {"sla_due": take}, poll_seconds=PATIENT_SECONDS)
    await runner.start()
    try:
        await asyncio.wait_for(taken.wait(), PATIENT_SECONDS / 2)
    finally:
        await runner.stop()


def overdue() -> float | None:
    return REGISTRY.get_sample_value("muster_timer_overdue_seconds", {"kinds": "sla_due"})


async def test_the_gauge_of_the_oldest_due_timer_grows_until_it_is_done(mongo: Mongo, clock: FixedClock) -> None:
    timers = Timers(mongo, clock)
    await timers.schedule([a_timer(clock, seconds=60)])
    await timers.claim(["sla_due"], 10, 30)
    assert overdue() == 0.0
    clock.advance(100)
    (due,) = await timers.claim(["sla_due"], 10, 30)
    assert overdue() == 40.0
    clock.advance(20)
    assert overdue() == 60.0, "it stands still while the timer is in hand"
    await timers.done(due)
    await timers.claim(["sla_due"], 10, 30)
    assert overdue() == 0.0


async def test_the_gauge_grows_for_as_long_as_a_handler_raises(mongo: Mongo, clock: FixedClock) -> None:
    timers = Timers(mongo, clock)
    await timers.schedule([a_timer(clock, seconds=0)])

    async def broken(_: Sequence[DueTimer]) -> None:
        raise RuntimeError("a bug")

    runner = TimerRunner(timers, {"sla_due": broken})
    seen = list[float | None]()
    for _ in range(80):  # over the end of the lease twice, at each phase of what is asked every other second
        await runner.turn()
        seen.append(overdue())
        clock.advance(0.9)

    assert seen == [pytest.approx(0.9 * turn) for turn in range(80)]
    assert seen[-1] is not None
    assert seen[-1] > 60, "the alert can fire"


async def test_timers_go_by_precedence_and_the_most_overdue_of_each_before_the_others(
    mongo: Mongo, clock: FixedClock
) -> None:
    timers = Timers(mongo, clock)
    given: dict[str, Precedence | None] = {"a": "last", "b": None, "c": "ordinary", "d": "first", "e": "first"}
    due_at = clock.now()
    await timers.schedule(
        [
            NewTimer(key, "north", "reply", due_at - timedelta(seconds=10 - n), precedence=each)
            for n, (key, each) in enumerate(given.items())
        ]
    )
    due = await timers.claim(["reply", "post"], 4, 30, by_precedence=True)
    assert [each.key for each in due] == ["d", "e", "b", "c"]
    assert [each.key for each in await timers.claim(["reply"], 4, 30, by_precedence=True)] == ["a"]


async def test_a_timer_keeps_what_it_goes_before_until_it_is_given_another(mongo: Mongo, clock: FixedClock) -> None:
    timers = Timers(mongo, clock)
    each: tuple[tuple[str, Precedence], ...] = (("a", "first"), ("b", "last"))
    for key, precedence in each:
        await timers.schedule([NewTimer(key, "north", "reply", clock.now(), precedence=precedence)])
        await timers.schedule([NewTimer(key, "north", "reply", clock.now())])
    (held,) = await timers.claim(["reply"], 1, 30, by_precedence=True)
    assert held.key == "a"
    await timers.schedule([NewTimer("c", "north", "reply", clock.now(), precedence="first")])
    await timers.give_precedence(["a", "b", "unknown"], "first")
    assert [each.key for each in await timers.claim(["reply"], 1, 30, by_precedence=True)] == ["b"]
    await timers.done(held)


async def test_those_that_go_first_are_found_without_looking_at_the_others(
    mongo: Mongo, mongo_database: Database[dict[str, Any]], clock: FixedClock
) -> None:
    await mongo.ensure_indexes(INDEXES, work=True)
    timers, due_at = Timers(mongo, clock), clock.now()
    crowd = [NewTimer(f"s{n}", "north", "reply", due_at, precedence="last") for n in range(400)]
    await timers.schedule([*crowd, NewTimer("a", "north", "reply", due_at, precedence="first")])
    await timers.schedule([NewTimer(f"o{n}", "north", "other", due_at - timedelta(hours=1)) for n in range(400)])
    mongo_database.command("profile", 2)
    due = await timers.claim(["reply", "post"], 4, 30, by_precedence=True)
    mongo_database.command("profile", 0)
    assert due[0].key == "a"
    assert len(due) == 4
    looks = list(mongo_database["system.profile"].find({"op": "query", "command.filter.precedence": {"$exists": True}}))
    assert len(looks) == 3
    assert sum(each["keysExamined"] for each in looks) < 50
    assert sum(each["docsExamined"] for each in looks) <= 8
