"""A maintenance window covers its time, for seven days at most, and never mutes what is gravest."""

from __future__ import annotations

from datetime import timedelta

import pytest

from services.crisis.domain.maintenance_window import (
    MaintenanceWindow,
    WindowInvalid,
    check_window,
    is_muted,
    window_on,
)
from tests.support.crisis.builders import NOON

HOUR = timedelta(hours=1)
WINDOW = MaintenanceWindow("w", "Move", NOON, NOON + HOUR, "A new platform.")


def test_a_window_is_on_from_its_beginning_until_before_its_end() -> None:
    moments = (NOON - timedelta(seconds=1), NOON, NOON + HOUR - timedelta(seconds=1), NOON + HOUR)
    assert [WINDOW.is_on(each) for each in moments] == [False, True, True, False]


def test_of_two_windows_the_one_that_ends_last_counts() -> None:
    longer = MaintenanceWindow("a", "Longer", NOON, NOON + 2 * HOUR, "x")
    assert window_on([WINDOW, longer], NOON) == longer
    assert window_on([WINDOW], NOON + HOUR) is None


@pytest.mark.parametrize(
    ("begins", "lasts", "code"),
    [
        (timedelta(), timedelta(), "not_later"),
        (timedelta(), timedelta(days=7, seconds=1), "too_long"),
        (-2 * HOUR, 2 * HOUR, "past"),
    ],
)
def test_a_window_that_cannot_be_is_refused(begins: timedelta, lasts: timedelta, code: str) -> None:
    window = MaintenanceWindow("w", "Move", NOON + begins, NOON + begins + lasts, "x")
    with pytest.raises(WindowInvalid) as refused:
        check_window(window, NOON)
    assert refused.value.code == code


def test_seven_days_that_are_not_over_are_taken() -> None:
    check_window(MaintenanceWindow("w", "Move", NOON - HOUR, NOON - HOUR + timedelta(days=7), "x"), NOON)


def test_the_gravest_severity_is_muted_by_nothing() -> None:
    assert [is_muted(WINDOW, 1), is_muted(WINDOW, 2), is_muted(WINDOW, 3)] == [True, True, False]
    assert not is_muted(None, 1)
