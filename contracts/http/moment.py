"""The times a caller may write or ask about."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, WithJsonSchema

EARLIEST, LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
_SCHEMA = {
    "type": "string",
    "format": "date-time",
    "x-format-minimum": "1970-01-01T00:00:00Z",
    "x-format-maximum": "2200-01-01T00:00:00Z",
}


def in_calendar(moment: datetime) -> datetime:
    """The moment; a ValueError when it lies where sums over it leave the calendar or the store's range."""
    if not EARLIEST <= moment <= LATEST:
        raise ValueError("must lie between 1970 and 2200")
    return moment


Moment = Annotated[AwareDatetime, AfterValidator(in_calendar), WithJsonSchema(_SCHEMA)]
"""A time with an offset, between 1970 and 2200: any other can neither be reckoned with nor be stored by all parts."""
