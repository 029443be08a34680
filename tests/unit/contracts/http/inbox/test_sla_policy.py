"""Which hours a calendar takes."""

from datetime import time

import pytest
from pydantic import ValidationError

from contracts.http.inbox.sla_policy import Calendar

NIGHT = ["22:00", "06:00"]


def hours(*days: tuple[int, list[list[str]]]) -> Calendar:
    return Calendar.model_validate({"open_hours": {str(day): spans for day, spans in days}})


def test_midnight_at_the_end_of_a_day_has_two_names() -> None:
    for end in ("24:00", "00:00", "24:00:00"):
        assert hours((0, [["09:00", end]])).open_hours == {0: ((time(9), time(0)),)}


@pytest.mark.parametrize(
    "days",
    [
        [(0, [["09:00", "12:00"], NIGHT]), (1, [["06:00", "09:00"]])],
        [(day, [NIGHT]) for day in range(7)],
        [(6, [NIGHT]), (0, [["06:00", "24:00"]])],
        [(2, [["00:00", "00:00"]]), (3, [["00:00", "24:00"]])],
    ],
)
def test_the_last_hours_of_a_day_may_end_the_next_day(days: list[tuple[int, list[list[str]]]]) -> None:
    assert hours(*days).open_hours is not None


@pytest.mark.parametrize(
    "days",
    [
        [(0, [NIGHT, ["23:00", "23:30"]])],
        [(0, [NIGHT]), (1, [["05:00", "09:00"]])],
        [(6, [NIGHT]), (0, [["05:59", "09:00"]])],
        [(0, [["09:00", "09:00"]])],
        [(0, [["09:00", "12:00"], ["11:00", "13:00"]])],
        [(0, [["09:00", "25:00"]])],
    ],
)
def test_hours_that_overlap_or_are_none_are_refused(days: list[tuple[int, list[list[str]]]]) -> None:
    with pytest.raises(ValidationError):
        hours(*days)
