"""The promises on response times, kept in versions."""

from __future__ import annotations

from datetime import date, time
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema, model_validator

from contracts.http.inbox.engagement import EngagementScope
from contracts.http.inbox.fields import Name
from contracts.http.models import WriteModel
from contracts.http.shown import RulesVersion


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("is not an IANA time zone") from None
    return name


def _midnight(written: object) -> object:
    return "00:00" if written in ("24:00", "24:00:00") else written


_LOCAL = WithJsonSchema({"type": "string", "format": "time-local"})  # without an offset, which `time` would ask for
Opening = Annotated[time, _LOCAL]
Closing = Annotated[time, BeforeValidator(_midnight), _LOCAL]
"""When hours end; 24:00 is midnight at the end of the day, as 00:00 is."""


class Calendar(WriteModel):
    """Open hours by weekday ("0" is Monday) in local time; left out: around the clock.

    The last hours of a day may end the next day: `["22:00", "06:00"]`. 00:00 and 24:00 end at midnight.
    """

    timezone: Annotated[str, AfterValidator(_zone)] = "UTC"
    """The zone of the open hours, by its IANA name, such as `Europe/Amsterdam`."""
    open_hours: dict[Annotated[int, Field(ge=0, le=6)], tuple[tuple[Opening, Closing], ...]] | None = None
    """Spans of opening and closing time by weekday; a day that is left out is closed, null is around the clock."""
    holidays: tuple[date, ...] = Field(default=(), max_length=400)
    """Days without open hours, in the calendar's zone."""

    @model_validator(mode="after")
    def _hours_are_in_order(self) -> Calendar:
        if self.open_hours is None:
            return self
        if not any(self.open_hours.values()):
            raise ValueError("a calendar without open hours keeps no promise")
        for day, hours in self.open_hours.items():
            edges = [edge for span in hours for edge in span]
            overnight = bool(hours) and hours[-1][1] <= hours[-1][0]
            ordered = edges[:-1] if overnight else edges
            if ordered != sorted(set(ordered)) or (overnight and edges[-1] == edges[-2] != time(0)):
                raise ValueError(f"hours of day {day} are in order and do not overlap")
            following = self.open_hours.get((day + 1) % 7, ())
            if overnight and following and following[0][0] < edges[-1]:
                raise ValueError(f"hours of day {day} reach into those of the next day")
        return self


class SlaTargets(WriteModel):
    """Promises to conversations of at least this priority, or by a rule of engagement, in seconds of open time."""

    min_priority: int = Field(default=0, ge=0, le=100)
    """For conversations of at least this priority, 0 to 100."""
    first_response_seconds: int = Field(default=3600, ge=60, le=30 * 86_400)
    """By when the brand answers for the first time."""
    next_response_seconds: int = Field(default=3600, ge=60, le=30 * 86_400)
    """By when it answers each later message."""
    resolution_seconds: int = Field(default=86_400, ge=60, le=90 * 86_400)
    """By when the matter is over."""
    id: Name | None = None
    """Names the target on clocks; needed beside `applies`, null: it has no name."""
    applies: EngagementScope = EngagementScope()
    """The rule of engagement: only where all of it holds; left out: everywhere. Severity is looked at when a clock
    begins and when its conversation changes."""


class SlaPolicyUpdate(WriteModel):
    """The promises; the first target that holds counts, so the last one has no conditions."""

    targets: tuple[SlaTargets, ...] = Field(min_length=1, max_length=16)
    """Rules of engagement (`applies`) where they shall count; those without fall in `min_priority`, down to 0."""
    calendar: Calendar
    """When time counts."""
    pause_resolution_while_waiting: bool
    """Whether the clock to resolution pauses while the contact is waited for."""

    @model_validator(mode="after")
    def _everyone_is_promised_something(self) -> SlaPolicyUpdate:
        everywhere = EngagementScope()
        floors = [targets.min_priority for targets in self.targets if targets.applies == everywhere]
        if self.targets[-1].applies != everywhere or floors != sorted(set(floors), reverse=True) or floors[-1] != 0:
            raise ValueError("targets without applies go from the highest min_priority down to 0, which is the last")
        return self


class SlaPolicy(SlaPolicyUpdate):
    """The promises in force, with their version."""

    version: RulesVersion
