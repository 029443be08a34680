"""Which spans somebody may write."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from services.crisis.domain.availability import AHEAD, SpanNotAllowed, check_spans
from services.crisis.domain.rotation import Period

NOON = datetime(2026, 4, 15, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
GOOD = Period(NOON - HOUR, NOON + HOUR)


def test_a_span_may_have_begun_and_end_fourteen_days_ahead() -> None:
    check_spans([GOOD, Period(NOON, NOON + AHEAD)], NOON)


@pytest.mark.parametrize(
    ("bad", "code"),
    [(Period(NOON - HOUR, NOON), "past"), (Period(NOON, NOON + AHEAD + HOUR), "too_far")],
)
def test_a_span_that_cannot_be_is_named_with_why(bad: Period, code: str) -> None:
    with pytest.raises(SpanNotAllowed) as refused:
        check_spans([GOOD, bad], NOON)
    assert (refused.value.place, refused.value.code) == (1, code)
