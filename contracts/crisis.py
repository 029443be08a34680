"""What crisis says: signals, stories, incidents, escalations, callouts and the places they grant."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import AwareDatetime, Field

from contracts.event import Event

Severity = Literal[1, 2, 3]
"""Altimeter's levels: 1 coverage, 2 response or change needed, 3 short-term financial impact."""


class CrisisEvent(Event):
    """Base of the events of crisis; the subject is the incident, signal, story or callout."""

    topic: ClassVar[str] = "crisis.events"


class SignalRaised(CrisisEvent):
    """Detection found an anomaly, once per episode: messages observed in the window, and expected by the baseline."""

    type: ClassVar[str] = "crisis.signal_raised.v1"

    episode: str
    measure: Literal["volume", "negative_share"]
    observed: float
    expected: float
    score: float
    window_seconds: int = Field(gt=0)
    detector_version: int = Field(ge=1)
    reason: str = Field(max_length=512)


class SignalCleared(CrisisEvent):
    """The episode is over: the measure is back at its baseline for long enough."""

    type: ClassVar[str] = "crisis.signal_cleared.v1"

    episode: str
    peak: float
    lasted_seconds: float = Field(ge=0)


class StoryFound(CrisisEvent):
    """Enough near-duplicates say the same thing to call it a story."""

    type: ClassVar[str] = "crisis.story_found.v1"

    story: str
    messages: int = Field(ge=1)
    reach: int = Field(default=0, ge=0)
    example: str = Field(max_length=500)


class IncidentDeclared(CrisisEvent):
    """A crisis was declared for a brand, by a person or by detection; `began_at` is its first sign."""

    type: ClassVar[str] = "crisis.incident_declared.v1"

    incident: str
    title: str = Field(max_length=200)
    severity: Severity
    declared_by: str
    signal: str | None = None
    playbook: str | None = None
    began_at: AwareDatetime | None = None


class IncidentChanged(CrisisEvent):
    """Severity, state, roles or playbook of an incident changed."""

    type: ClassVar[str] = "crisis.incident_changed.v1"

    incident: str
    state: Literal["declared", "active", "monitoring", "stood_down", "reviewed"]
    severity: Severity
    change: str = Field(max_length=64)
    by: str
    roles: dict[str, str] = Field(default_factory=dict)


class PageSent(CrisisEvent):
    """Somebody was paged under an escalation policy; the key is the same however often it is tried."""

    type: ClassVar[str] = "crisis.page_sent.v1"

    incident: str
    level: int = Field(ge=1)
    person: str
    page: str


class PageAcknowledged(CrisisEvent):
    """The paged person took it; escalation stops."""

    type: ClassVar[str] = "crisis.page_acknowledged.v1"

    incident: str
    person: str
    page: str


class CalloutOpened(CrisisEvent):
    """Volunteers are asked: how many people are needed and from which figures (Erlang C)."""

    type: ClassVar[str] = "crisis.callout_opened.v1"

    incident: str
    callout: str
    needed: int = Field(ge=0)
    arrivals_per_hour: float = Field(ge=0)
    handle_seconds: float = Field(gt=0)
    staffed: int = Field(ge=0)


class VolunteerAsked(CrisisEvent):
    """One volunteer was asked in a wave, to answer by `expires_at`."""

    type: ClassVar[str] = "crisis.volunteer_asked.v1"

    incident: str
    callout: str
    employee: str
    wave: int = Field(ge=1)
    expires_at: AwareDatetime


class VolunteerAnswered(CrisisEvent):
    """A volunteer said yes or no, or did not answer in time."""

    type: ClassVar[str] = "crisis.volunteer_answered.v1"

    incident: str
    callout: str
    employee: str
    answer: Literal["accepted", "declined", "no_answer"]


class PlaceGranted(CrisisEvent):
    """A yes grants a temporary place: seats, skills and the right to work, until stand-down or `until`."""

    type: ClassVar[str] = "crisis.place_granted.v1"

    incident: str
    callout: str
    employee: str
    seats: int = Field(ge=1)
    skills: dict[str, int] = Field(default_factory=dict)
    queues: tuple[str, ...] = ()
    until: AwareDatetime


class PlaceRevoked(CrisisEvent):
    """The temporary place is taken back: it gives no new work, and its rights last until `finish_by`."""

    type: ClassVar[str] = "crisis.place_revoked.v1"

    incident: str
    employee: str
    finish_by: AwareDatetime | None = Field(
        default=None, description="Until then what is held there may be finished; without it, it goes back at once."
    )
    reason: Literal["stood_down", "expired", "withdrawn"]


class StatementPublished(CrisisEvent):
    """A holding statement was approved for use in the incident."""

    type: ClassVar[str] = "crisis.statement_published.v1"

    incident: str
    statement: str
    language: str
    text: str = Field(max_length=5000)
    approved_by: str


class IncidentStoodDown(CrisisEvent):
    """The crisis is over: places go back and the review starts, with these figures over the span they say.

    `lasted_seconds` is from the declaration on; `volunteers` said yes; `negative` is out of `known` sentiments.
    """

    type: ClassVar[str] = "crisis.incident_stood_down.v1"

    incident: str
    by: str
    lasted_seconds: float = Field(ge=0)
    volunteers: int = Field(default=0, ge=0)
    messages: int = Field(default=0, ge=0)
    counted_from: AwareDatetime | None = None
    counted_until: AwareDatetime | None = None
    peak_per_minute: float = Field(default=0, ge=0)
    negative: int = Field(default=0, ge=0)
    known: int = Field(default=0, ge=0)
    reach: int = Field(default=0, ge=0)
    volunteers_asked: int = Field(default=0, ge=0)
    pages: int = Field(default=0, ge=0)
