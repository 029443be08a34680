"""Figures of the work force."""

import pytest

from services.routing.domain.staffing import running_mean, time_to_drain


def test_the_first_task_starts_the_mean_and_later_ones_move_it_a_little() -> None:
    assert running_mean(None, [100.0]) == 100.0
    assert running_mean(100.0, [200.0]) == pytest.approx(105.0)
    assert running_mean(100.0, []) == 100.0
    assert running_mean(100.0, [200.0] * 200) == pytest.approx(200.0, abs=0.1)


def test_the_time_to_drain_shares_the_work_among_all_seats() -> None:
    assert time_to_drain(30, 10, 120.0) == 360.0
    assert time_to_drain(0, 0, None) == 0.0
    assert time_to_drain(30, 0, 120.0) is None
    assert time_to_drain(30, 10, None) is None
