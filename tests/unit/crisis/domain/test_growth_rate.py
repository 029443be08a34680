"""The rate of growth, and how often the true one is inside its 95 % interval."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from functools import partial

import pytest

from services.crisis.domain.growth_rate import STEEPEST, SlotCount, growth_rate, student_95

STREAMS = 55  # of each kind
SHAPES = [(8, 30), (8, 200), (12, 30), (12, 200)]
RATES = (-0.25, 0.0, 0.1, 0.3)


def poisson(source: random.Random, mean: float) -> int:
    """Knuth's way, in parts: a product of many numbers below one would vanish."""
    count = 0
    while mean > 0.0:
        part, product = min(mean, 30.0), source.random()
        while product > math.exp(-part):
            count += 1
            product *= source.random()
        mean -= part
    return count


def overdispersed(source: random.Random, mean: float, factor: float) -> int:
    """A count whose variance is so many times its mean: the mean of each slot varies by a gamma."""
    return poisson(source, source.gammavariate(mean / (factor - 1.0), factor - 1.0))


def counts(rate: float, slots: int, total: float, draw: Callable[[float], int]) -> list[SlotCount]:
    growth = [math.exp(rate * slot) for slot in range(slots)]
    return [SlotCount(slot + 0.5, 1.0, draw(total * each / sum(growth))) for slot, each in enumerate(growth)]


@pytest.mark.parametrize("factor", [1.0, 3.0])
def test_the_true_rate_is_inside_the_interval_about_as_often_as_it_says(factor: float) -> None:
    source = random.Random(20260415)  # noqa: S311 - a simulation
    draw = partial(poisson, source) if factor == 1.0 else partial(overdispersed, source, factor=factor)
    for rate in RATES:
        inside = streams = 0
        for slots, total in SHAPES:
            for _ in range(STREAMS):
                stream = counts(rate, slots, total, draw)
                if sum(each.count for each in stream) >= 20:
                    found = growth_rate(stream)
                    streams += 1
                    inside += found.low <= rate <= found.high
        assert streams > 180
        assert 0.90 <= inside / streams <= 0.99, f"rate {rate}"


def test_an_interval_is_wider_where_counts_vary_more_than_chance() -> None:
    even = growth_rate([SlotCount(slot, 1.0, 20) for slot in range(8)])
    uneven = growth_rate([SlotCount(slot, 1.0, 40 * (slot % 2)) for slot in range(8)])
    assert uneven.high - uneven.low > 3 * (even.high - even.low)


def test_exact_doubling_is_found_and_its_interval_narrows_with_the_counts() -> None:
    few = growth_rate([SlotCount(slot, 1.0, 2**slot) for slot in range(8)])
    many = growth_rate([SlotCount(slot, 1.0, 100 * 2**slot) for slot in range(8)])
    assert few.rate == pytest.approx(math.log(2), abs=1e-5)
    assert few.low < many.low < math.log(2) < many.high < few.high


def test_a_part_of_a_slot_counts_as_the_part_it_is() -> None:
    halves = [SlotCount(0.75, 0.5, 10), *(SlotCount(slot + 0.5, 1.0, 20) for slot in range(1, 8))]
    assert growth_rate(halves).rate == pytest.approx(0.0, abs=1e-5)


def test_all_counts_in_the_last_slot_give_the_steepest_rate_and_a_low_end() -> None:
    burst = growth_rate([SlotCount(float(slot), 1.0, 30 * (slot == 7)) for slot in range(8)])
    assert burst.rate == pytest.approx(STEEPEST, abs=1e-3)
    assert 0.5 < burst.low < burst.rate


@pytest.mark.parametrize(("freedom", "expected"), [(3, 3.182), (4, 2.776), (10, 2.228), (30, 2.042)])
def test_students_t_is_that_of_the_tables(freedom: int, expected: float) -> None:
    assert student_95(freedom) == pytest.approx(expected, rel=0.01)
