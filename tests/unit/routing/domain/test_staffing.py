"""Figures of the work force."""

import pytest

from services.routing.domain.staffing import DrainTime, drain_for_alert, running_mean, time_to_drain


def test_the_first_task_starts_the_mean_and_later_ones_move_it_a_little() -> None:
    assert running_mean(None, [100.0]) == 100.0
    assert running_mean(100.0, [200.0]) == pytest.approx(105.0)
    assert running_mean(100.0, []) == 100.0
    assert running_mean(100.0, [200.0] * 200) == pytest.approx(200.0, abs=0.1)


def test_the_time_to_drain_shares_the_work_among_all_seats() -> None:
    assert time_to_drain(30, 10, 120.0) == DrainTime(360.0)
    assert time_to_drain(0, 0, None) == DrainTime(0.0)


def test_without_a_time_to_drain_there_is_a_reason() -> None:
    assert time_to_drain(30, 0, None) == DrainTime(None, "nobody_online")
    assert time_to_drain(30, 10, None) == DrainTime(None, "no_handling_time_yet")


def test_an_alert_always_has_a_number_to_compare() -> None:
    assert drain_for_alert(30, 10, 120.0) == 360.0
    assert drain_for_alert(30, 0, 120.0) == 604_800
    assert drain_for_alert(30, 10, None) == 30 * 600 / 10
    assert drain_for_alert(0, 0, None) == 0
    assert drain_for_alert(10**6, 1, 3600.0) == 604_800
