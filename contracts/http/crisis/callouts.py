"""Callouts: the heads needed, who is asked, and the answer."""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime, Field

from contracts.http.crisis.fields import Severity
from contracts.http.models import ReadModel, WriteModel


class CalloutCreate(WriteModel):
    """Open a callout; without `people` the figures decide, and it grows with the surge."""

    people: int | None = Field(default=None, ge=1, le=10_000)


class AnswerCreate(WriteModel):
    """A volunteer's answer."""

    answer: Literal["accept", "decline"]


class Need(ReadModel):
    """Heads needed, and every figure it was computed from: the fewest seats that keep the target by Erlang C."""

    formula: Literal["erlang_c"] = "erlang_c"
    needed_seats: int
    staffed_seats: int
    missing_people: int
    arrivals_per_hour: float
    handle_seconds: float
    backlog: int
    drain_seconds: float
    load_erlangs: float
    service_level: float
    within_seconds: float
    seats_per_volunteer: int
    policy_version: int


class Callout(ReadModel):
    """A callout: people needed, asked, and their answers; `need` is how it was sized at its beginning."""

    id: str
    incident: str
    state: Literal["open", "filled", "exhausted", "closed"]
    needed: int
    accepted: int
    declined: int
    no_answer: int
    asked: int
    wave: int
    staffed: int
    opened_at: AwareDatetime
    filled_at: AwareDatetime | None = None
    need: Need | None = None


class Ask(ReadModel):
    """What one volunteer was asked, and what they said."""

    callout: str
    incident: str
    employee: str
    wave: int
    asked_at: AwareDatetime
    expires_at: AwareDatetime
    state: Literal["asked", "accepted", "declined", "no_answer"]
    answered_at: AwareDatetime | None = None
    title: str | None = None
    severity: Severity | None = None
