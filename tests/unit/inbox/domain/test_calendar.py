"""The business calendar: open hours, holidays, and the days on which clocks change."""

from datetime import UTC, date, datetime, time

import pytest

from services.inbox.domain.calendar import BusinessCalendar, NeverOpen

OFFICE = BusinessCalendar(
    "Europe/Amsterdam", {day: ((time(9), time(17)),) for day in range(5)}, frozenset({date(2026, 4, 27)})
)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]  # year to minute, as datetime takes them


def test_around_the_clock_every_second_counts() -> None:
    assert BusinessCalendar().add(utc(2026, 3, 2, 23), 7200) == utc(2026, 3, 3, 1)
    assert BusinessCalendar().between(utc(2026, 3, 2, 23), utc(2026, 3, 3, 1)) == 7200


def test_a_promise_made_on_friday_evening_is_due_on_monday() -> None:
    friday = utc(2026, 3, 6, 15, 30)  # 16:30 in Amsterdam
    assert OFFICE.add(friday, 3600) == utc(2026, 3, 9, 8, 30)


def test_a_holiday_does_not_count() -> None:
    before = utc(2026, 4, 24, 14, 30)  # Friday 16:30; Monday the 27th is King's Day
    assert OFFICE.add(before, 3600) == utc(2026, 4, 28, 7, 30)


def test_open_time_between_two_moments_leaves_out_the_night() -> None:
    assert OFFICE.between(utc(2026, 3, 2, 15), utc(2026, 3, 3, 9)) == 3 * 3600 - 3600


def test_adding_and_measuring_agree_across_the_change_to_summer_time() -> None:
    everyday = BusinessCalendar("Europe/Amsterdam", {day: ((time(0), time(0)),) for day in range(7)})
    start = utc(2026, 3, 28, 12)
    assert everyday.between(start, everyday.add(start, 86_400)) == 86_400
    assert everyday.between(utc(2026, 3, 28, 23), utc(2026, 3, 29, 22)) == 23 * 3600


def test_nothing_counts_backwards() -> None:
    assert OFFICE.between(utc(2026, 3, 3), utc(2026, 3, 2)) == 0


def test_a_calendar_that_is_never_open_says_so() -> None:
    with pytest.raises(NeverOpen):
        BusinessCalendar("UTC", {}).add(utc(2026, 3, 2), 60)


NIGHTS = BusinessCalendar("Europe/Amsterdam", {4: ((time(9), time(12)), (time(22), time(6))), 5: ((time(8), time(9)),)})


def test_hours_past_midnight_go_on_into_the_next_day() -> None:
    friday = utc(2026, 3, 6, 8)  # 09:00 in Amsterdam
    saturday = utc(2026, 3, 7, 4)  # 05:00, in the hours that began on Friday
    assert NIGHTS.between(friday, utc(2026, 3, 7, 12)) == (3 + 8 + 1) * 3600
    assert NIGHTS.between(saturday, utc(2026, 3, 7, 12)) == (1 + 1) * 3600
    assert NIGHTS.add(saturday, 2 * 3600) == utc(2026, 3, 7, 8)


def test_a_night_belongs_to_the_day_it_begins_on() -> None:
    holiday = BusinessCalendar("Europe/Amsterdam", NIGHTS.open_hours, frozenset({date(2026, 3, 7)}))
    assert holiday.between(utc(2026, 3, 6, 20), utc(2026, 3, 7, 12)) == 8 * 3600


def test_a_night_in_which_the_clocks_change_has_the_hours_it_has() -> None:
    every = BusinessCalendar("Europe/Amsterdam", {day: ((time(22), time(6)),) for day in range(7)})
    assert every.between(utc(2026, 3, 28, 20), utc(2026, 3, 29, 12)) == 7 * 3600
    assert every.between(utc(2026, 10, 24, 19), utc(2026, 10, 25, 12)) == 9 * 3600
