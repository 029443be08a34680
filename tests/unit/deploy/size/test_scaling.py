"""The rules of scaling, played: what they keep, and what goes wrong without each."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import pytest

from deploy.size import costs
from deploy.size.crises import LASTING, SHAPES, TURN_SECONDS, arrivals
from deploy.size.scaling import Moment, ScalingRules, play, rules_of

RULES = ScalingRules(
    least=2,
    most=12,
    poll=15,
    lag=1_000,
    rate=60.0,
    drain=30.0,
    up_percent=100,
    up_pods=4,
    up_period=30,
    calm=300,
    down_pods=1,
    down_period=120,
)
CAPACITY = 100.0
READY = int(costs.SCHEDULING_SECONDS.value + costs.START_SECONDS.value)
CONSUMERS = ("inbox", "routing", "crisis", "analytics")


def changes(moments: Sequence[Moment]) -> list[tuple[int, int]]:
    """Give each second in which another number is wanted, with the number."""
    return [(now, after.wanted) for now, (before, after) in enumerate(zip(moments, moments[1:], strict=False), 1)
            if before.wanted != after.wanted]  # fmt: skip


def test_what_the_least_replicas_work_off_changes_nothing() -> None:
    moments = play([100.0] * 1_000, RULES, CAPACITY)

    assert changes(moments) == []
    assert {(each.lag, each.age) for each in moments} == {(0.0, 0.0)}


def test_more_replicas_work_once_they_have_started_and_joined() -> None:
    moments = play([300.0] * 120, RULES, CAPACITY)
    first, wanted = changes(moments)[0]

    assert (first, wanted) == (15, 4)  # 200 a second are handled, 60 are planned for a replica
    assert [each.working for each in moments[first + READY - 1 : first + READY + 1]] == [2, 4]
    assert max(each.age for each in moments) < 30.0


def test_replicas_double_at_most_or_four_more_in_half_a_minute() -> None:
    wanted = [number for _, number in changes(play([0.0] * 15 + [5_000.0] * 200, RULES, CAPACITY))]

    assert wanted == [6, 12]


def test_one_replica_goes_every_two_minutes_after_five_calm_ones() -> None:
    moments = play([300.0] * 600 + [10.0] * 1_200, RULES, CAPACITY)
    fewer = [(now, number) for now, number in changes(moments) if now > 600]

    assert fewer[0][0] >= 600 + RULES.calm
    assert [number for _, number in fewer] == list(range(fewer[0][1], RULES.least - 1, -1))
    assert all(after[0] - before[0] >= RULES.down_period for before, after in zip(fewer, fewer[1:], strict=False))


def test_the_age_is_how_long_the_oldest_record_waits() -> None:
    moments = play([300.0] * 10 + [0.0] * 10, replace(RULES, most=2), CAPACITY)

    assert moments[9].lag == 10 * 300 - 10 * 200
    assert moments[9].age == 3.0  # 2,000 are handled: those of the first six seconds, and part of the seventh
    assert moments[-1].age == 0.0


@pytest.mark.parametrize("service", CONSUMERS)
@pytest.mark.parametrize("shape", SHAPES)
def test_the_rules_that_are_shipped_keep_records_young_in_recorded_crises(shape: str, service: str) -> None:
    rates, rules = arrivals(SHAPES[shape], 20.0, 8_000.0), rules_of(service)
    moments = play(rates, rules, costs.capacity(service))
    alone = play(rates, replace(rules, least=1, most=1), costs.capacity(service))

    assert max(each.age for each in moments) <= 30.0
    assert max(each.age for each in alone) > 3_600.0
    assert moments[-1].lag < 1.0
    assert len(changes(moments)) <= 40


def test_rules_by_lag_alone_let_the_number_swing() -> None:
    rates, rules = arrivals(LASTING, 20.0, 8_000.0), rules_of("inbox")
    by_lag = play(rates, replace(rules, rate=math.inf), costs.capacity("inbox"))

    assert len(changes(by_lag)) > 200


def test_an_hour_turns_into_the_next_within_minutes() -> None:
    rates = arrivals((0, 100), 20.0, 1_000.0)

    assert len(rates) == 7_200
    assert rates[:3_600] == [20.0] * 3_600
    assert rates[3_600 + TURN_SECONDS // 2] == pytest.approx(510.0)
    assert rates[-1] == 1_000.0


def test_a_service_without_rules_is_named() -> None:
    with pytest.raises(LookupError, match="gateway"):
        rules_of("gateway")
