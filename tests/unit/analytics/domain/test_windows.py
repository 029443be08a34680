"""Moments fall into their windows, whatever a minute lasts."""

import itertools
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from services.analytics.domain.windows import EVER_SECONDS, EVER_START, TimeSpan, WindowCalendar, floor

AT = datetime(2026, 4, 15, 12, 34, 56, 789000, tzinfo=UTC)


def test_a_moment_falls_into_its_minute_hour_and_day() -> None:
    calendar = WindowCalendar()
    assert calendar.start("minute", AT) == datetime(2026, 4, 15, 12, 34, tzinfo=UTC)
    assert calendar.start("hour", AT) == datetime(2026, 4, 15, 12, tzinfo=UTC)
    assert calendar.start("day", AT) == datetime(2026, 4, 15, tzinfo=UTC)
    assert floor(AT, EVER_SECONDS) == EVER_START


def test_a_week_begins_on_monday_at_midnight_of_the_zone() -> None:
    calendar = in_zone("Europe/Amsterdam")
    assert calendar.start("week", AT) == utc(2026, 4, 12, 22)
    assert calendar.start("week", utc(2026, 4, 12, 22)) == utc(2026, 4, 12, 22)
    assert calendar.start("week", utc(2026, 4, 12, 21, 59)) == utc(2026, 4, 5, 22)
    assert calendar.after("week", utc(2026, 3, 22, 23)) == utc(2026, 3, 29, 22)  # clocks change on the last day
    assert WindowCalendar(minute_seconds=2).seconds("week") == 20_160


def test_a_shorter_minute_makes_hour_and_day_shorter() -> None:
    calendar = WindowCalendar(minute_seconds=2)
    assert calendar.start("minute", AT) == datetime(2026, 4, 15, 12, 34, 56, tzinfo=UTC)
    assert calendar.seconds("hour") == 120
    assert calendar.seconds("day") == 2880


def test_a_span_widens_to_the_windows_it_touches() -> None:
    calendar = WindowCalendar()
    wide = calendar.widen(TimeSpan(AT, AT + timedelta(hours=1)), "hour")
    assert wide == TimeSpan(datetime(2026, 4, 15, 12, tzinfo=UTC), datetime(2026, 4, 15, 14, tzinfo=UTC))
    assert calendar.widen(wide, "hour") == wide
    assert calendar.starts(wide, "hour") == [wide.start, wide.start + timedelta(hours=1)]


def test_the_finest_readable_length_is_taken() -> None:
    calendar = WindowCalendar()
    assert calendar.fitting(TimeSpan(AT, AT + timedelta(hours=2))) == "minute"
    assert calendar.fitting(TimeSpan(AT, AT + timedelta(days=2))) == "hour"
    assert calendar.fitting(TimeSpan(AT, AT + timedelta(days=900))) == "day"


def in_zone(name: str) -> WindowCalendar:
    return WindowCalendar(zone=ZoneInfo(name))


def utc(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=UTC)  # type: ignore[misc,arg-type]


def test_half_past_midnight_belongs_to_the_local_day() -> None:
    assert in_zone("Europe/Amsterdam").start("day", utc(2026, 4, 14, 22, 30)) == utc(2026, 4, 14, 22)
    assert in_zone("Asia/Kolkata").start("day", utc(2026, 4, 14, 19, 0)) == utc(2026, 4, 14, 18, 30)
    assert in_zone("Asia/Kolkata").start("hour", utc(2026, 4, 14, 19, 0)) == utc(2026, 4, 14, 18, 30)


def test_days_on_which_clocks_change_have_23_and_25_hours() -> None:
    calendar = in_zone("Europe/Amsterdam")
    for day, hours in ((utc(2026, 3, 28, 23), 23), (utc(2026, 10, 24, 22), 25)):
        whole = calendar.widen(TimeSpan(day, day + timedelta(hours=20)), "day")
        assert whole.seconds == hours * 3600
        assert len(calendar.starts(whole, "hour")) == hours
        assert calendar.starts(whole, "day") == [day]
        assert calendar.start("day", whole.end - timedelta(seconds=1)) == day


def test_every_moment_lies_in_one_hour_and_one_day_of_any_zone() -> None:
    for name in ("Australia/Lord_Howe", "America/Havana", "Asia/Kathmandu", "Africa/Cairo", "America/New_York"):
        calendar = in_zone(name)
        year = calendar.widen(TimeSpan(utc(2026, 1, 1), utc(2027, 1, 1)), "day")
        for length in ("hour", "day"):
            starts = calendar.starts(year, length)
            assert all(calendar.start(length, start) == start for start in starts)
            assert all(
                calendar.start(length, later - timedelta(seconds=1)) == start
                for start, later in itertools.pairwise(starts)
            )


def test_compressed_time_has_no_zone() -> None:
    calendar = WindowCalendar(2, ZoneInfo("Asia/Tokyo"))
    assert calendar.start("day", AT) == WindowCalendar(2).start("day", AT)
