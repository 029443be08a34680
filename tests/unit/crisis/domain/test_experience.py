"""What is remembered of a volunteer, and how far it brings them forward."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from services.crisis.domain.experience import LEVELS, REMEMBERED, Experience, answered, placed, silent, standing

NOON = datetime(2026, 4, 15, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("days_ago", "let_pass", "stands"),
    [
        ((), 0, 0),
        ((1,), 0, 1),
        ((399, 1), 0, 2),
        ((400, 1), 0, 1),
        ((3, 2, 1), 1, 3),
        ((3, 2, 1), 2, -1),
        ((), 1, 0),
        ((), 2, -1),
    ],
)
def test_places_of_the_last_400_days_count_unless_the_last_two_asks_were_let_pass(
    days_ago: tuple[int, ...], let_pass: int, stands: int
) -> None:
    known = Experience("v", tuple(NOON - days * DAY for days in days_ago), let_pass)
    assert standing(known, NOON) == stands


def test_no_more_is_remembered_than_counts() -> None:
    known = Experience("v")
    for day in range(9):
        known = placed(silent(known), NOON + day * DAY)
    assert known.places == tuple(NOON + day * DAY for day in (6, 7, 8))
    assert len(known.places) == LEVELS
    for _ in range(9):
        known = silent(known)
    assert known.let_pass == 2


def test_any_answer_ends_the_silence_and_what_was_done_stays() -> None:
    known = silent(silent(placed(Experience("v"), NOON)))
    assert standing(known, NOON) == -1
    assert standing(answered(known), NOON) == 1
    assert standing(answered(known), NOON + REMEMBERED) == 0
