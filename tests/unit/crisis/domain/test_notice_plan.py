"""Quiet times hold every day in their own zone, over midnight too, and never against what is grave enough."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest

from services.crisis.domain.notice_plan import QuietTime

NIGHT = QuietTime(time(22), time(7), "Europe/Amsterdam")


@pytest.mark.parametrize(
    ("at", "until"),
    [
        (datetime(2026, 3, 10, 20, 59, tzinfo=UTC), None),
        (datetime(2026, 3, 10, 21, 0, tzinfo=UTC), datetime(2026, 3, 11, 6, 0, tzinfo=UTC)),
        (datetime(2026, 3, 11, 5, 59, tzinfo=UTC), datetime(2026, 3, 11, 6, 0, tzinfo=UTC)),
        (datetime(2026, 3, 11, 6, 0, tzinfo=UTC), None),
        (datetime(2026, 7, 10, 20, 0, tzinfo=UTC), datetime(2026, 7, 11, 5, 0, tzinfo=UTC)),  # summer time
        (datetime(2026, 3, 28, 23, 0, tzinfo=UTC), datetime(2026, 3, 29, 5, 0, tzinfo=UTC)),  # the night of the change
    ],
)
def test_a_night_is_quiet_from_its_evening_to_its_morning(at: datetime, until: datetime | None) -> None:
    assert NIGHT.until(at, 2) == until


def test_a_day_time_is_quiet_within_one_day() -> None:
    lunch = QuietTime(time(12), time(13), "UTC")

    assert lunch.until(datetime(2026, 3, 10, 12, 30, tzinfo=UTC), 1) == datetime(2026, 3, 10, 13, tzinfo=UTC)
    assert lunch.until(datetime(2026, 3, 10, 13, 0, tzinfo=UTC), 1) is None


def test_what_is_grave_enough_comes_through() -> None:
    at = datetime(2026, 3, 10, 23, tzinfo=UTC)

    assert NIGHT.until(at, 3) is None
    assert QuietTime(time(22), time(7), "UTC", wakes_from=2).until(at, 2) is None
