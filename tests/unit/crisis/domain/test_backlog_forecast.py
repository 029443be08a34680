"""Forecasts of the backlog: what waits, and what comes, less what the seats at work get done."""

from __future__ import annotations

from dataclasses import replace

from services.crisis.domain.backlog_forecast import Work, backlog_bands, backlog_score
from services.crisis.domain.forecast import ForecastBand, Forecaster
from services.crisis.domain.staffing import StaffingReport
from tests.support.crisis.builders import NOON

SLOTS = 60
REPORT = StaffingReport(NOON, online=2, seats=6, seats_busy=6, waiting=30, oldest_wait_seconds=60.0)
WORK = Work([20] * SLOTS, [10] * SLOTS, [REPORT] * (SLOTS + 1), slot_seconds=900, handle_seconds=450)


def test_half_of_the_messages_are_work_and_six_seats_do_twelve_a_quarter() -> None:
    bands = backlog_bands(WORK, SLOTS, [ForecastBand(16, 20, 28)] * 3)
    assert bands == [ForecastBand(26, 28, 32), ForecastBand(22, 26, 34), ForecastBand(18, 24, 36)]


def test_a_backlog_is_never_less_than_none() -> None:
    idle = replace(WORK, reports=[replace(REPORT, waiting=1)] * (SLOTS + 1))
    bands = backlog_bands(idle, SLOTS, [ForecastBand(0, 20, 28)] * 2)
    assert bands == [ForecastBand(0, 0, 3), ForecastBand(0, 0, 5)]


def test_the_mean_that_routing_measured_counts_before_the_policy_s() -> None:
    slow = replace(WORK, reports=[replace(REPORT, mean_handle_seconds=5_400.0)] * (SLOTS + 1))
    bands = backlog_bands(slow, SLOTS, [ForecastBand(20, 20, 20)])
    assert bands == [ForecastBand(39, 39, 39)]


def test_without_a_report_nothing_is_said() -> None:
    unknown = replace(WORK, reports=[None] * (SLOTS + 1))
    assert backlog_bands(unknown, SLOTS, [ForecastBand(16, 20, 28)]) is None
    assert backlog_score(unknown, SLOTS, Forecaster(unknown.messages)) is None


def test_a_backlog_that_shrinks_by_the_seats_at_work_is_forecast_better_than_as_now() -> None:
    shrinking = replace(WORK, reports=[replace(REPORT, waiting=200 - 2 * slot) for slot in range(SLOTS + 1)])
    score = backlog_score(shrinking, SLOTS, Forecaster(shrinking.messages))
    assert score is not None
    assert score.error < 0.01
    assert score.naive_error > 5
