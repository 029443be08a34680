"""Callouts: the heads needed, who is asked, and the answer."""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime, Field

from contracts.http.crisis.fields import Severity
from contracts.http.models import ReadModel, WriteModel
from contracts.http.shown import ShownEmployee, ShownIncident


class CalloutCreate(WriteModel):
    """Open a callout; without `people` the figures decide, and it grows with the surge."""

    people: int | None = Field(default=None, ge=1, le=10_000)
    """For so many people, whatever the figures say; null: for as many as they say."""


class AnswerCreate(WriteModel):
    """A volunteer's answer."""

    answer: Literal["accept", "decline"]
    """`accept` takes a surge place while people are missing, `decline` leaves it to others."""


class Need(ReadModel):
    """Heads needed, and every figure it was computed from: the fewest seats that keep the target by Erlang C."""

    formula: Literal["erlang_c"] = "erlang_c"
    """How it was computed: Erlang C, the fewest seats that keep the target."""
    needed_seats: int
    """Seats (conversations at once) that the target needs."""
    staffed_seats: int
    """Open seats of people at work; of a callout, those there were before it."""
    missing_people: int
    """Volunteers who close the gap, at most `most_people` of the policy."""
    arrivals_per_hour: float
    """Messages that somebody has to answer: those of the busiest of the last buckets, or of the forecast where it
    says more."""
    handle_seconds: float
    """How long one takes: routing's mean, or `handle_seconds` of the policy where there is none yet."""
    backlog: int
    """Tasks that wait now."""
    drain_seconds: float
    """Within which the backlog shall be gone."""
    load_erlangs: float
    """Work offered at once: arrivals and backlog, each hour, times handling time in hours."""
    service_level: float
    """The target: this share, 0 to 1, of the work is begun in time."""
    within_seconds: float
    """What in time means."""
    seats_per_volunteer: int
    """Conversations at once that one more person can hold."""
    policy_version: int
    """The version of the crisis policy it was computed under."""
    forecast_per_hour: float | None = None
    """Messages that somebody has to answer, by the busiest quarter of the next hour's forecast; null where the brand
    has not been counted for three hours."""


class NearlyAble(ReadModel):
    """A volunteer who is not asked, because no certificate of theirs gives the ability `crisis_volunteer`."""

    employee: ShownEmployee
    courses: list[str]
    """The published courses that give such a certificate, by id; none: a person issues one."""


class Callout(ReadModel):
    """A callout: people needed, asked, and their answers; `need` is how it was sized at its beginning."""

    id: str
    """32 hexadecimal digits, derived from the incident and what opened it."""
    incident: ShownIncident
    state: Literal["open", "filled", "exhausted", "closed"]
    """`open` asks on, `filled` has enough people, `exhausted` has nobody left to ask, `closed` ended with its
    incident."""
    needed: int
    """People it asks for; grows with the surge, unless somebody said how many."""
    accepted: int
    """People who said yes."""
    declined: int
    """People who said no."""
    no_answer: int
    """People who let the time pass."""
    asked: int
    """People asked so far."""
    wave: int
    """The number of the last wave, from 1; 0 before the first."""
    staffed: int
    """Open seats of people at work when it was opened."""
    opened_at: AwareDatetime
    """When it was opened (UTC)."""
    filled_at: AwareDatetime | None = None
    """When enough people had said yes; null while some are missing."""
    need: Need | None = None
    """The figures it was sized by at its beginning; null in the answer that opens it."""
    left: int = 0
    """People who said yes and left before the end; others are asked in their place."""
    nearly: list[NearlyAble] = []
    """Volunteers who could come but for the ability, those present first, up to 50, as of the last wave; always none
    where no certificate of the brand gives `crisis_volunteer`."""


class Ask(ReadModel):
    """What one volunteer was asked, and what they said."""

    callout: str
    """The callout they were asked in, by its id."""
    incident: ShownIncident
    employee: ShownEmployee
    wave: int
    """The number of the wave, from 1."""
    asked_at: AwareDatetime
    """When they were asked (UTC)."""
    expires_at: AwareDatetime
    """When their silence counts as no answer; a yes after it counts while people are missing."""
    state: Literal["asked", "accepted", "declined", "no_answer"]
    """`asked` is to be answered; `accepted` and `declined` are; `no_answer` let the time pass."""
    answered_at: AwareDatetime | None = None
    """When they answered; null before that."""
    title: str | None = None
    """What is going on, for a volunteer, who may not read the incident; null in the list of a callout."""
    severity: Severity | None = None
    """How severe it is now, 1 to 3; null in the list of a callout."""


class PlaceStep(ReadModel):
    """A step of the incident's playbook that is still to be done, as a volunteer reads it."""

    title: str
    """What is to be done."""
    instructions: str
    """How, as the playbook says; empty where it says no more."""


class VolunteerPlace(ReadModel):
    """A volunteer's own temporary place in an incident."""

    incident: ShownIncident
    callout: str
    """The callout it was granted in, by its id."""
    employee: ShownEmployee
    seats: int
    """Conversations at once that it adds."""
    granted_at: AwareDatetime
    """When they said yes (UTC)."""
    until: AwareDatetime
    """When it ends at the latest (UTC)."""
    state: Literal["granted", "revoked"]
    """`granted`: it gives work; `revoked`: it was given back, or the incident is over."""
    revoked_at: AwareDatetime | None = None
    """When it was taken or given back (UTC); null before that."""
    title: str | None = None
    """What is going on, for a volunteer, who may not read the incident; null where the incident is gone."""
    severity: Severity | None = None
    """How severe it is now, 1 to 3; null where the incident is gone."""
    playbook: str | None = None
    """The playbook that is followed there, by its id; null where none is."""
    playbook_title: str | None = None
    """What that playbook is called now; null where none is followed, or it is no longer there."""
    steps: list[str] = []
    """What is still to be done there, by the titles of its steps."""
    to_do: list[PlaceStep] = []
    """The same with the instructions of each."""
