"""Drills: a scenario played in a copy of the brand's settings, and what came of it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from contracts.http.fields import Plain
from contracts.http.gateway.fields import Name, PersonId
from contracts.http.models import ReadModel, StrictWriteModel
from contracts.http.moment import Moment
from contracts.http.shown import CreatedAt, ShownIncident, ShownVersion

DrillState = Literal["planned", "preparing", "running", "ending", "ended", "cancelled", "failed"]
DrillText = Annotated[Plain, Field(min_length=1, max_length=2_000)]


class DrillPhase(StrictWriteModel):
    """A part of a scenario with one rate of messages."""

    seconds: int = Field(ge=1, le=14_400)
    """How long it lasts."""
    messages_per_minute: float = Field(ge=0, le=600, strict=False, allow_inf_nan=False)
    """How many come in, evenly; 0: none."""


class DrillScenario(StrictWriteModel):
    """What strangers write in a drill: 20,000 messages at most, within 8 hours at most."""

    texts: list[DrillText] = Field(min_length=1, max_length=50)
    """What they say: the messages have these in turn, each by another writer."""
    phases: list[DrillPhase] = Field(min_length=1, max_length=20)
    """How many come when, one phase after the other; such as a quiet quarter of an hour, and then the crowd."""


class DrillCreate(StrictWriteModel):
    """A drill as it is planned."""

    name: Name
    """What people call it; whoever is paged in it reads it."""
    scenario: DrillScenario
    """What strangers write, and how much of it when."""
    participants: list[PersonId] = Field(min_length=1, max_length=100)
    """Who takes part, by their ids: nobody else is in the copy, so nobody else is paged or called."""
    starts_at: Moment | None = Field(default=None, strict=False)
    """When the copy is made and the first phase begins; null or past: now."""
    answer_seconds: int = Field(default=600, ge=60, le=14_400)
    """How long it goes on behind the last phase, for what people still have to do."""


class DrillIncident(ReadModel):
    """An incident of a drill; its times are seconds since the first phase began."""

    incident: ShownIncident
    title: str
    """What was going on, in a line."""
    worst_severity: int
    """The highest severity it had, 1 to 3."""
    declared_seconds: float
    """How long the crowd wrote before somebody, or detection, declared it."""
    paged_seconds: float | None
    """When the first page went out; null: none did."""
    acknowledged_seconds: float | None
    """When somebody took a page; null: nobody did."""
    first_place_seconds: float | None
    """When the first volunteer had a place; null: nobody had."""
    stood_down_seconds: float | None
    """When it ended, with the drill if not before."""
    pages: int
    """How many went out, each to one person."""
    volunteers_asked: int
    """People asked in its callouts."""
    volunteers_accepted: int
    """Those of them who said yes."""


class DrillReport(ReadModel):
    """What came of a drill."""

    messages: int
    """How many were received and counted."""
    answered: int
    """Conversations that had a first response."""
    first_response_median_seconds: float | None
    """Half of those had it sooner; null: none had one."""
    first_response_p90_seconds: float | None
    """Nine of ten had it sooner; null: none had one."""
    signals: int
    """How many detection raised."""
    first_signal_seconds: float | None
    """When the bucket began that raised the first one, after the first phase began; null: there was none."""
    incidents: list[DrillIncident]
    """What was declared, the earliest first."""


class Drill(ReadModel):
    """A drill: planned, under way or over."""

    id: str
    """Names the drill, and the brand it is played in."""
    name: str
    """What people call it."""
    state: DrillState
    """`planned`, `preparing` while the copy is made, `running`, `ending` while its incidents are stood down, then
    `ended`, or `cancelled` where somebody ended it; `failed` where the copy could not be made."""
    scenario: DrillScenario
    """What strangers write, and how much of it when."""
    participants: list[str]
    """Who takes part, by their ids."""
    starts_at: AwareDatetime
    """When it begins, or was to begin (UTC)."""
    answer_seconds: int
    """How long it goes on behind the last phase."""
    began_at: AwareDatetime | None
    """When the first phase began; null: it has not."""
    ends_at: AwareDatetime
    """When it ends by itself (UTC)."""
    ended_at: AwareDatetime | None
    """When it was over; null: it is not."""
    messages: int
    """How many its scenario has."""
    posted: int
    """How many of them are in."""
    by: str
    """Who planned it, by id."""
    cancelled_by: str | None
    """Who ended it before its time, by id; null: nobody."""
    left_out: list[str]
    """What of the brand's settings has no place in the copy and why, in words."""
    reason: str | None
    """Why it failed: the request that a service refused; null where it did not."""
    report: DrillReport | None
    """What came of it; null before it is over, and where it never began."""
    version: ShownVersion
    created_at: CreatedAt


class DrillKey(ReadModel):
    """A participant's key for the brand of a drill."""

    brand: str
    """The brand it is of: whatever is done with it is done in the drill."""
    key: str
    """What is sent in `X-API-Key` or `Authorization: Bearer`; it is not shown again."""
    expires_at: AwareDatetime
    """When it ends: with the drill (UTC)."""
