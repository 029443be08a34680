"""Times of day and hours of the week, each in a time zone."""

from __future__ import annotations

from datetime import time
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, model_validator

from contracts.http.models import WriteModel


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("must be a time zone such as Europe/Amsterdam") from None
    return name


def _minutes(text: str) -> str:
    return text if text == "24:00" else time.fromisoformat(text).isoformat("minutes")


Zone = Annotated[str, Field(min_length=1, max_length=64, examples=["Europe/Amsterdam"]), AfterValidator(_zone)]
"""A time zone of the IANA database, such as `Europe/Amsterdam`."""
TimeOfDay = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$", examples=["22:00"]), AfterValidator(_minutes)]
"""Hours and minutes of a day, `22:00`."""
EndOfSpan = Annotated[
    str, Field(pattern=r"^(([01]\d|2[0-3]):[0-5]\d|24:00)$", examples=["17:00"]), AfterValidator(_minutes)
]
"""Hours and minutes of a day; `24:00` is midnight."""


class WeekSpan(WriteModel):
    """The same hours on some days of the week."""

    days: tuple[Annotated[int, Field(ge=0, le=6)], ...] = Field(min_length=1, max_length=7, examples=[[0, 1, 2, 3, 4]])
    """Days of the week; 0 is Monday."""
    begins: TimeOfDay
    """From then on."""
    ends: EndOfSpan
    """Until then; on the next day where it is not later than `begins`."""

    @model_validator(mode="after")
    def _each_day_once(self) -> WeekSpan:
        if len(set(self.days)) != len(self.days):
            raise ValueError("days names each day once")
        return self


class WeekHours(WriteModel):
    """Hours of the week in a time zone."""

    zone: Zone
    """The time zone of the hours."""
    spans: tuple[WeekSpan, ...] = Field(min_length=1, max_length=50)
    """The hours; outside of them it is none of them."""
