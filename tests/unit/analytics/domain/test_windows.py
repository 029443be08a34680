"""Moments fall into their windows, whatever a minute lasts."""

from datetime import UTC, datetime, timedelta

from services.analytics.domain.windows import EVER_SECONDS, EVER_START, TimeSpan, WindowCalendar, floor

AT = datetime(2026, 4, 15, 12, 34, 56, 789000, tzinfo=UTC)


def test_a_moment_falls_into_its_minute_hour_and_day() -> None:
    calendar = WindowCalendar()
    assert calendar.start("minute", AT) == datetime(2026, 4, 15, 12, 34, tzinfo=UTC)
    assert calendar.start("hour", AT) == datetime(2026, 4, 15, 12, tzinfo=UTC)
    assert calendar.start("day", AT) == datetime(2026, 4, 15, tzinfo=UTC)
    assert floor(AT, EVER_SECONDS) == EVER_START


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
