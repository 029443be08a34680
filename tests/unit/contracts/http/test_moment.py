"""Times that callers write: a date and a time with an offset, never a number whose unit would be a guess."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from pydantic import TypeAdapter, ValidationError

from contracts.http.moment import Moment

MOMENT: TypeAdapter[datetime] = TypeAdapter(Moment)


@pytest.mark.parametrize("text", ["2026-01-31T12:00:00Z", "2026-01-31T12:00:00.5+00:00", "2026-01-31 12:00Z"])
def test_a_time_with_an_offset_is_taken(text: str) -> None:
    assert MOMENT.validate_json(json.dumps(text)).date() == datetime(2026, 1, 31, tzinfo=UTC).date()


@pytest.mark.parametrize("value", [1.5, 1_770_000_000, True, "1770000000", "1.5", " +1770000000000", "-1"])
def test_a_number_is_no_time_in_a_body_or_in_a_query(value: object) -> None:
    with pytest.raises(ValidationError):
        MOMENT.validate_json(json.dumps(value))
    with pytest.raises(ValidationError):
        MOMENT.validate_python(value)


@pytest.mark.parametrize("text", ["1969-12-31T23:59:59Z", "2200-01-01T00:00:01Z", "2026-01-31T12:00:00"])
def test_a_time_outside_the_calendar_or_without_an_offset_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        MOMENT.validate_python(text)
