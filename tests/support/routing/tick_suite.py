"""How often a brand ticks: seldom where nothing happens, soon after something did, and when something is due."""

from __future__ import annotations

from chassis.timers import DueTimer
from services.routing.application.rule_commands import TICK
from services.routing.domain.employee import Shift
from tests.support.routing.builders import BRAND, an_employee, at, stored
from tests.support.routing.rig import Rig

KEY = f"{TICK}/{BRAND}"
WITHIN_SECONDS = 5  # of what happens in a brand
QUIET_SECONDS = 30


async def tick(rig: Rig) -> float:
    """Let the brand tick now; gives how many seconds later it ticks again."""
    await rig.core.timers[TICK]([DueTimer(KEY, BRAND, TICK, rig.clock.now(), {}, 1)])
    return await until_next(rig)


async def until_next(rig: Rig) -> float:
    return (await rig.backend.due_at(KEY) - rig.clock.now()).total_seconds()


async def woken(rig: Rig) -> None:
    """Let the waker do all it was asked for."""
    await rig.core.waker.turn()


async def open_seats(rig: Rig) -> list[str]:
    return [each["seat"] for each in await rig.seats() if each["state"] == "free"]


async def quiet(rig: Rig) -> None:
    """Somebody is at work, nothing waits, and all that happened has been looked at."""
    await rig.staff(an_employee("anna", languages=("en",)))
    await woken(rig)
    await tick(rig)
    assert await tick(rig) == QUIET_SECONDS


class TickSuite:
    """Inherit where a fixture `rig` says over which stores."""

    async def test_what_happens_in_a_quiet_brand_brings_its_tick_forward(self, rig: Rig) -> None:
        await quiet(rig)
        rig.clock.advance(7)
        await rig.employees.put(BRAND, [(None, an_employee("ben"))])
        await woken(rig)
        assert await until_next(rig) == WITHIN_SECONDS

    async def test_a_tick_that_comes_sooner_stays_where_it_is(self, rig: Rig) -> None:
        await quiet(rig)
        rig.clock.advance(QUIET_SECONDS - 2)
        await rig.employees.put(BRAND, [(None, an_employee("ben"))])
        await woken(rig)
        assert await until_next(rig) == 2

    async def test_looking_because_time_passed_brings_no_tick_forward(self, rig: Rig) -> None:
        await quiet(rig)
        rig.clock.advance(1)
        await rig.core.overdue.turn(BRAND)
        await woken(rig)
        assert await until_next(rig) == QUIET_SECONDS - 1

    async def test_the_end_of_an_offer_is_looked_at_when_it_comes(self, rig: Rig) -> None:
        await quiet(rig)
        await rig.take_in(stored("c1"))
        await woken(rig)
        offer = (await rig.task("c1")).offer
        assert offer is not None
        rig.clock.advance(offer.expires_at.timestamp() - rig.clock.now().timestamp() - 3)
        await tick(rig)
        assert await until_next(rig) == 3
        rig.clock.advance(3)
        await tick(rig)
        task = await rig.task("c1")
        assert (task.state, task.offer) == ("waiting", None)

    async def test_a_shift_opens_its_seats_when_it_begins(self, rig: Rig) -> None:
        await quiet(rig)
        await rig.staff(an_employee("ben", shifts=(Shift(at(8), at(3600)),)))
        await woken(rig)
        assert (await tick(rig), len(await open_seats(rig))) == (5, 1)
        rig.clock.advance(5)
        assert await tick(rig) == 3, "not a second later than the shift"
        rig.clock.advance(3)
        await tick(rig)
        assert len(await open_seats(rig)) == 2

    async def test_what_nobody_can_take_is_looked_at_less_and_less_often_until_something_happens(
        self, rig: Rig
    ) -> None:
        await rig.staff(an_employee("anna", languages=("en",)))
        await rig.take_in(stored("c1", language="nl"))
        await woken(rig)
        pauses = [await tick(rig) for _ in range(5)]
        assert pauses == [1, 2, 4, 5, 5]
        await rig.employees.put(BRAND, [(None, an_employee("ben"))])
        await woken(rig)
        assert await tick(rig) == 1

    async def test_where_a_task_waits_and_nobody_is_at_work_the_brand_is_looked_at_calmly(self, rig: Rig) -> None:
        await rig.take_in(stored("c1"))
        await woken(rig)
        await tick(rig)
        assert await tick(rig) == WITHIN_SECONDS
