"""Rotations: who is on call when, written whole, with the times people take over and swap."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, Field, model_validator

from contracts.http.crisis.fields import Id
from contracts.http.crisis.hours import TimeOfDay, WeekSpan, Zone
from contracts.http.fields import Plain
from contracts.http.models import ReadModel, WriteModel
from contracts.http.moment import Moment, in_calendar

MOST_DAYS = 92
SwapState = Literal["proposed", "accepted", "declined", "withdrawn"]


def _in_calendar(day: date) -> date:
    in_calendar(datetime.combine(day, time(), UTC))
    return day


Day = Annotated[date, AfterValidator(_in_calendar)]
"""A day from 1970 to 2199."""


class RotationLayer(WriteModel):
    """Members who take turns."""

    members: tuple[Id, ...] = Field(min_length=1, max_length=100)
    """Who takes turns, by their ids, in order; the first one's turn begins on `starts_on`."""
    starts_on: Day
    """The local day on which the first turn begins."""
    turn_days: int = Field(default=7, ge=1, le=31)
    """How many days a turn is."""
    handover: TimeOfDay = "09:00"
    """When a turn begins, on its first day."""
    hours: tuple[WeekSpan, ...] | None = Field(default=None, min_length=1, max_length=50)
    """When the layer is on call; a layer further down is for the rest. Null: around the clock."""

    @model_validator(mode="after")
    def _each_has_one_turn(self) -> RotationLayer:
        if len(set(self.members)) != len(self.members):
            raise ValueError("members stands for each person once")
        return self


class RotationUpdate(WriteModel):
    """A whole rotation, as it is written; its overrides and swaps stay."""

    name: Annotated[Plain, Field(min_length=1, max_length=100)]
    """What people call it."""
    zone: Zone
    """The time zone of days and hours."""
    layers: tuple[RotationLayer, ...] = Field(min_length=1, max_length=5)
    """On call is the member of the first layer whose hours it is."""
    joining: bool
    """Whether people join the first layer, and leave it, by themselves."""
    gaps: bool
    """Whether there may be times with nobody on call; false: a rotation that has one is refused."""


class Override(ReadModel):
    """One person on call for a while, whoever has the turn."""

    id: str
    """Names it, 32 hexadecimal digits."""
    person: str
    """Who is on call, by id."""
    begins_at: AwareDatetime
    """From then on (UTC)."""
    ends_at: AwareDatetime
    """Until then (UTC)."""
    by: str
    """Who wrote it, by id."""
    swap: str | None = None
    """The swap it comes from; null: none."""


class Period(WriteModel):
    """A span of time, the end not included."""

    begins_at: Moment
    """From then on."""
    ends_at: Moment
    """Until then, 92 days later at most."""

    @model_validator(mode="after")
    def _it_is_in_order(self) -> Period:
        if not timedelta() < self.ends_at - self.begins_at <= timedelta(days=MOST_DAYS):
            raise ValueError(f"ends_at is after begins_at, by {MOST_DAYS} days at most")
        return self


class OverrideCreate(Period):
    """Somebody on call for a while."""

    person: Id = "me"
    """Who, by id; `me`: the caller."""


class MemberCreate(WriteModel):
    """Somebody who takes turns from now on."""

    person: Id = "me"
    """Who, by id; `me`: the caller."""


class SwapCreate(WriteModel):
    """The caller asks another person to be on call in their place."""

    other: Id
    """Who is asked, by id."""
    gives: Period
    """When they are on call instead of the caller, who is on call in all of it."""
    takes: Period | None = None
    """When the caller is on call instead of them, who are on call in all of it; null: nothing in return."""


class Swap(ReadModel):
    """A swap between two people of a rotation."""

    id: str
    """Names it, 32 hexadecimal digits."""
    person: str
    """Who asks, by id."""
    other: str
    """Who is asked, by id."""
    gives: Period
    """When `other` is on call instead of `person`."""
    takes: Period | None = None
    """When `person` is on call instead of `other`; null: nothing in return."""
    proposed_at: AwareDatetime
    """When it was asked (UTC)."""
    state: SwapState
    """`proposed`: it waits for `other`; `accepted`: it has become overrides; `declined`; `withdrawn` by `person`."""


class Rotation(RotationUpdate):
    """A rotation, with what changes its turns. What is over is left out once another change is written."""

    id: str
    """Names it in levels of the escalation."""
    overrides: tuple[Override, ...]
    """Times that somebody took over; the last one counts where they overlap."""
    swaps: tuple[Swap, ...]
    """Swaps that were asked for."""
    version: int = Field(ge=1)
    """Grows by one with every change."""


class OnCallShift(ReadModel):
    """Who is on call from when to when."""

    begins_at: AwareDatetime
    """From then on (UTC)."""
    ends_at: AwareDatetime
    """Until then (UTC)."""
    person: str | None
    """Who, by id; null: nobody."""
    layer: int | None = None
    """The layer, from 1, whose turn it is; null: it is an override's, or nobody's."""
    override: str | None = None
    """The override, by id; null: it is by turn, or nobody's."""


class OnCall(ReadModel):
    """Who is on call in a rotation now."""

    rotation: str
    """The id to read it by: `GET /v1/rotations/{rotation}`."""
    name: str
    """What people call it."""
    person: str | None
    """Who, by id; null: nobody."""
    until: AwareDatetime | None
    """When the next one is (UTC); null: nobody else within a week."""
