"""The limit follows synthetic latencies: nothing here waits, and the clock is an argument."""

import pytest

from gateway.domain.adaptive_limit import FIRST_LIMIT, WINDOW_ANSWERS, AdaptiveLimit

LOWEST, HIGHEST = 40, 1_000
SOON = 0.1


class Load:
    """Plays one window of a second after the other."""

    def __init__(self, lowest: int = LOWEST, highest: int = HIGHEST) -> None:
        self.limit = AdaptiveLimit(lowest, highest, now=0.0)
        self.now = 0.0

    def window(
        self,
        seconds: float = SOON,
        *,
        operation: str = "a",
        busy: int | None = None,
        answers: int = 50,
        failed: int = 0,
    ) -> int:
        """One window in which the house is as full as `busy` says (to the limit, when it says nothing)."""
        self.limit.busy(self.limit.places if busy is None else busy)
        for number in range(answers + failed):
            last = number == answers + failed - 1
            now = self.now + (1.0 if last else 0.5)
            if number < failed:
                self.limit.failed(now)
            else:
                self.limit.answered(operation, seconds, now)
        self.now += 1.0
        return self.limit.places


def test_a_house_that_answers_as_soon_as_ever_takes_more() -> None:
    load = Load()

    sizes = [load.window() for _ in range(200)]

    assert sizes[0] > FIRST_LIMIT
    assert sizes == sorted(sizes)
    assert sizes[-1] == HIGHEST


def test_slower_answers_take_places_away_down_to_the_lowest_and_no_further() -> None:
    load = Load()
    load.window()

    sizes = [load.window(20 * SOON) for _ in range(10)]

    assert sizes[0] <= FIRST_LIMIT * 0.55
    assert sizes[-1] == LOWEST


def test_it_grows_again_when_the_slowness_is_over() -> None:
    load = Load()
    for _ in range(20):
        load.window()
    for _ in range(10):
        load.window(20 * SOON)

    assert load.window() > LOWEST


def test_what_nobody_uses_does_not_grow() -> None:
    load = Load()

    assert [load.window(busy=10) for _ in range(5)] == [FIRST_LIMIT] * 5


def test_a_pause_that_nobody_feels_is_no_overload() -> None:
    load = Load()
    load.window(0.001)

    assert load.window(0.04) > FIRST_LIMIT  # forty times the floor, and still below the slack


def test_another_mix_of_operations_is_no_overload() -> None:
    load = Load()
    for _ in range(5):
        load.window(0.02, operation="quick", busy=10)
        load.window(1.5, operation="report", busy=10)

    assert load.window(1.5, operation="report", busy=10) == FIRST_LIMIT


def test_an_overload_of_a_minute_does_not_become_normal() -> None:
    load = Load()
    load.window()
    for _ in range(60):
        load.window(20 * SOON)

    assert load.limit.floors["a"] < 1.1 * SOON
    assert load.window(20 * SOON) == LOWEST


def test_a_lasting_change_is_learnt_in_the_end() -> None:
    load = Load()
    load.window()
    for _ in range(900):
        load.window(3 * SOON)

    assert load.window(3 * SOON) > LOWEST


def test_failures_take_places_away_and_a_few_among_many_do_not() -> None:
    many, few = Load(), Load()

    assert many.window(failed=10) == pytest.approx(FIRST_LIMIT * 0.8)
    assert few.window(failed=2) > FIRST_LIMIT


def test_too_few_answers_decide_nothing() -> None:
    load = Load()
    load.window()
    before = load.limit.places

    assert load.window(100 * SOON, answers=WINDOW_ANSWERS - 1) == before


def test_lowest_and_highest_hold_from_the_start() -> None:
    assert Load(lowest=300).limit.places == 300
    assert Load(lowest=2, highest=4).limit.places == 4


def test_in_a_house_of_a_fixed_capacity_the_latency_stays_near_its_floor() -> None:
    """1,000 answers a second, a tenth of a second each: 100 under way are enough, and more only wait."""
    load, capacity = Load(), 1_000
    load.window(busy=10)
    seen = [load.window(max(SOON, load.limit.places / capacity), answers=500) for _ in range(2_000)]

    assert min(seen[-50:]) >= 100
    assert max(seen[-50:]) <= 275  # a quarter of a second: twice the floor, the slack, and one step of growth


def test_an_operation_that_got_slower_in_a_house_half_empty_is_learnt() -> None:
    load = Load()
    load.window(busy=10)
    for _ in range(100):
        load.window(1.5 * SOON, busy=10)

    assert load.limit.floors["a"] > 1.09 * SOON
