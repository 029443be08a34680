"""Forecasts of messages: closer than "as now", in their band as often as they say, and blind to what comes after."""

from __future__ import annotations

import math
import random

import pytest

from services.crisis.domain.forecast import AHEAD, DAY, Forecaster

DAYS = 10


def a_day_and_night(seed: int, level: float = 40.0) -> list[int]:
    """Counts with a peak every noon, and chance."""
    chance = random.Random(seed)
    rates = (level * (1 + 0.8 * math.sin(2 * math.pi * slot / DAY)) for slot in range(DAYS * DAY))
    return [max(0, round(chance.gauss(rate, math.sqrt(rate)))) for rate in rates]


def test_a_day_and_night_is_forecast_better_than_as_now() -> None:
    score = Forecaster(a_day_and_night(1)).score(DAYS * DAY)
    assert score is not None
    assert score.error < 0.55 * score.naive_error


def test_four_in_five_lie_in_the_band() -> None:
    inside = []
    for seed in range(3):
        counts = a_day_and_night(seed)
        forecaster = Forecaster(counts)
        for origin in range(7 * DAY, (DAYS - 1) * DAY, 29):
            came = counts[origin : origin + AHEAD]
            inside += [
                band.low <= count <= band.high for band, count in zip(forecaster.bands(origin), came, strict=True)
            ]
    assert 0.75 <= sum(inside) / len(inside) <= 0.9


def test_a_forecast_knows_nothing_of_what_came_after() -> None:
    counts = a_day_and_night(2)
    origin = 8 * DAY
    with_what_came, alone = Forecaster(counts), Forecaster(counts[:origin])
    assert with_what_came.bands(origin) == alone.bands(origin)
    assert with_what_came.score(origin) == alone.score(origin)


def test_a_surge_grows_on_for_a_while_and_then_fades() -> None:
    counts = [20] * (3 * DAY) + [40, 80, 160]
    expected = [band.expected for band in Forecaster(counts).bands(len(counts))]
    assert expected[0] > 90
    assert expected[-1] < 60


def test_its_band_holds_both_the_end_of_a_surge_and_its_growth() -> None:
    counts = [20] * (3 * DAY) + [40, 80, 160]
    band = Forecaster(counts).bands(len(counts))[3]
    assert band.low < 60
    assert band.high > 160


@pytest.mark.parametrize("counts", [[0] * 20, [5] * 20, [0] * 19 + [1_000_000], [1_000_000] * 3 * DAY])
def test_no_count_is_below_nothing_or_unbounded(counts: list[int]) -> None:
    for band in Forecaster(counts).bands(len(counts)):
        assert 0 <= band.low <= band.expected <= band.high < 10_000_000


def test_silence_is_forecast_as_silence_and_has_no_score() -> None:
    forecaster = Forecaster([0] * 200)
    assert {band.expected for band in forecaster.bands(200)} == {0}
    assert forecaster.score(200) is None
