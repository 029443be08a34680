"""The staffing of a brand: who could work and what waits, reported at an interval by one of several processes."""

from __future__ import annotations

from dataclasses import replace

from prometheus_client import REGISTRY

from chassis.timers import DueTimer
from contracts.routing import StaffingReported
from services.routing.application.rule_commands import TICK
from services.routing.application.staffing import StaffingReports
from tests.support.routing.builders import BRAND, an_employee, stored
from tests.support.routing.memory_backend import MemoryBackend
from tests.support.routing.rig import Rig


async def tick(rig: Rig) -> float:
    """Let the brand's tick come; gives the seconds until the next."""
    await rig.core.timers[TICK]([DueTimer(f"{TICK}/{BRAND}", BRAND, TICK, rig.clock.now(), {}, 1)])
    assert isinstance(rig.backend, MemoryBackend)
    return (rig.backend.database.timers[f"{TICK}/{BRAND}"].due_at - rig.clock.now()).total_seconds()


def shown() -> float:
    """The gauge as Prometheus reads it."""
    value = REGISTRY.get_sample_value("muster_routing_time_to_drain_seconds")
    assert value is not None
    return value


def waiting() -> float | None:
    return REGISTRY.get_sample_value("muster_routing_waiting", {"queue": "general"})


async def reports(rig: Rig) -> list[StaffingReported]:
    return [event for event in await rig.emitted() if isinstance(event, StaffingReported)]


async def test_a_brand_where_nobody_works_and_nothing_waits_is_not_reported_and_looked_at_rarely(rig: Rig) -> None:
    assert await tick(rig) == 30
    assert await reports(rig) == []


async def test_who_works_and_what_waits_is_reported_once_an_interval(rig: Rig) -> None:
    await rig.staff(an_employee("anna", seats=2), an_employee("ben", presence="away"))
    await rig.take_in(stored("c1"), stored("c2"), stored("c3", language="nl"))
    await rig.match()
    rig.clock.advance(10)
    assert await tick(rig) == 1, "people work and a task waits: what it asks for may soften at any moment"
    (report,) = await reports(rig)
    assert (report.online, report.seats, report.seats_busy, report.waiting) == (1, 2, 2, 1)
    assert report.oldest_wait_seconds == 10
    await tick(rig)
    assert len(await reports(rig)) == 1
    rig.clock.advance(5)
    await tick(rig)
    assert len(await reports(rig)) == 2


async def test_a_brand_is_looked_at_every_second_where_people_and_a_task_wait(rig: Rig) -> None:
    await rig.staff(an_employee("anna", languages=("nl",)))
    assert await tick(rig) == 5
    await rig.take_in(stored("c1", language="en"))
    assert await tick(rig) == 1, "anna may fit once the queue asks for less"


async def test_tasks_that_nobody_at_work_could_take_are_looked_at_less_often(rig: Rig) -> None:
    await rig.take_in(stored("c1"))
    assert await tick(rig) == 5


async def test_the_report_and_the_gauge_say_how_long_what_waits_takes_or_why_nobody_can_tell(rig: Rig) -> None:
    await rig.take_in(stored("c1"), stored("c2"))
    await tick(rig)
    assert shown() == 604_800
    await rig.staff(an_employee("anna", languages=("nl",)))
    rig.clock.advance(5)
    await tick(rig)
    assert shown() == 2 * 600
    await rig.stores.figures.handled(BRAND, [90.0])
    rig.clock.advance(5)
    await tick(rig)
    assert shown() == 2 * 90
    assert [(report.drain_seconds, report.drain_reason) for report in await reports(rig)] == [
        (None, "nobody_online"),
        (None, "no_handling_time_yet"),
        (180.0, None),
    ]


async def test_figures_of_a_brand_that_another_process_reports_by_now_count_no_more(rig: Rig) -> None:
    await rig.take_in(stored("c1"))
    await tick(rig)
    rig.clock.advance(10)
    assert (shown(), waiting()) == (604_800, 1), "one missed turn is no change"
    rig.clock.advance(5)
    assert (shown(), waiting()) == (0, 0)
    await tick(rig)
    assert (shown(), waiting()) == (604_800, 1)


async def test_a_process_that_finds_another_has_reported_since_shows_the_brand_no_more(rig: Rig) -> None:
    mine = StaffingReports(rig.stores, rig.clock, staffing_seconds=5, fresh_seconds=15)
    await rig.take_in(stored("c1"))
    await mine.report(BRAND)
    rig.clock.advance(4)
    await mine.report(BRAND)
    assert (shown(), waiting()) == (604_800, 1), "nobody else can have had a turn yet"
    rig.clock.advance(1)
    await tick(rig)
    rig.clock.advance(1)
    await mine.report(BRAND)
    assert (shown(), waiting()) == (0, 0), "the sum over the processes has it once"


async def test_a_brand_that_has_gone_quiet_is_reported_once_more(rig: Rig) -> None:
    await rig.staff(an_employee("anna"))
    assert await tick(rig) == 5
    await rig.employees.change(BRAND, "anna", lambda each: replace(each, presence="offline"))
    for _ in range(3):
        rig.clock.advance(5)
        await tick(rig)
    assert [report.online for report in await reports(rig)] == [1, 0]
