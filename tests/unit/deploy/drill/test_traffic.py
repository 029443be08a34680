"""The traffic of the surge drill: bounded in count and time, a hundredfold, and the same for the same seed."""

from __future__ import annotations

import pytest

from deploy.drill.traffic import FACTOR, SurgeBatch, plan


def count(batches: list[SurgeBatch], part: str) -> int:
    return sum(len(each.items) for each in batches if each.part == part)


def test_the_surge_comes_a_hundred_times_as_fast_as_the_calm() -> None:
    batches = plan(2.0, 10.0, 6_000, 60.0, seed=1)
    calm = [each.due for each in batches if each.part == "calm"]
    surge = [each.due for each in batches if each.part == "surge"]

    assert (count(batches, "calm"), count(batches, "surge")) == (20, 6_000)
    assert calm[1] - calm[0] == pytest.approx(0.5)
    assert surge[0] == 10.0
    assert 6_000 / (surge[-1] - surge[0]) == pytest.approx(2.0 * FACTOR, rel=0.01)


def test_the_surge_ends_by_its_messages_or_by_its_time_whichever_comes_first() -> None:
    assert count(plan(2.0, 1.0, 500, 60.0, seed=1), "surge") == 500
    assert count(plan(2.0, 1.0, 6_000, 3.0, seed=1), "surge") == 600


def test_each_message_has_a_number_of_its_own_and_people_write_more_than_once() -> None:
    items = [item for each in plan(1.0, 5.0, 1_000, 60.0, seed=1) for item in each.items]

    assert [each["number"] for each in items] == list(range(1_005))
    assert 20 < len({each["person"] for each in items}) <= 40


def test_the_same_seed_gives_the_same_traffic() -> None:
    assert plan(1.0, 5.0, 300, 60.0, seed=7) == plan(1.0, 5.0, 300, 60.0, seed=7)
    assert plan(1.0, 5.0, 300, 60.0, seed=7) != plan(1.0, 5.0, 300, 60.0, seed=8)
