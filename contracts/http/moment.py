"""The times a caller may write or ask about."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, WithJsonSchema

EARLIEST, LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
_SCHEMA = {
    "type": "string",
    "format": "date-time",
    "x-format-minimum": "1970-01-01T00:00:00Z",
    "x-format-maximum": "2200-01-01T00:00:00Z",
}


def no_number(value: object) -> object:
    """The value; a ValueError for a number, also in a string: whether it counts seconds or milliseconds is a guess."""
    text = value.strip() if isinstance(value, str) else ""
    if isinstance(value, int | float) or text.lstrip("+-").replace(".", "", 1).isdecimal():
        raise ValueError("must be a date and a time with an offset")
    return value


def in_calendar(moment: datetime) -> datetime:
    """The moment; a ValueError when it lies where sums over it leave the calendar or the store's range."""
    if not EARLIEST <= moment <= LATEST:
        raise ValueError("must lie between 1970 and 2200")
    return moment


Moment = Annotated[AwareDatetime, BeforeValidator(no_number), AfterValidator(in_calendar), WithJsonSchema(_SCHEMA)]
"""A time with an offset, between 1970 and 2200: any other can neither be reckoned with nor be stored by all parts."""
