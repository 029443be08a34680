"""The machine's time and the time of each brand."""

from datetime import UTC, datetime, timedelta

from chassis.clock import FixedClock, SystemClock

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_the_time_of_a_brand_is_the_machines_until_its_clock_is_moved() -> None:
    clock = FixedClock(NOON)
    clock.learn("box", timedelta(0))
    assert clock.now_of("box") == clock.now_of("unheard") == clock.now() == NOON
    assert clock.ahead == {}
    clock.learn("box", HOUR)
    assert clock.now_of("box") == NOON + HOUR
    assert clock.now_of("unheard") == clock.now() == NOON
    clock.advance(60)
    assert clock.now_of("box") == NOON + HOUR + timedelta(minutes=1)


def test_a_clock_never_goes_back_in_whichever_order_it_hears() -> None:
    clock = FixedClock(NOON)
    for hours in (2, 1, 0, 2):
        clock.learn("box", hours * HOUR)
    assert clock.now_of("box") == NOON + 2 * HOUR


def test_every_brand_may_move_that_is_not_known_as_real() -> None:
    clock = SystemClock()
    clock.learn("real", None)
    clock.learn("box", timedelta(0))
    assert [clock.may_move(brand) for brand in ("real", "box", "unheard")] == [False, True, True]
