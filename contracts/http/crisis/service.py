"""The record of service, thanks, and when volunteers could come."""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime, Field

from contracts.http.crisis.fields import Severity
from contracts.http.crisis.rotations import Period
from contracts.http.fields import Plain
from contracts.http.models import ReadModel, WriteModel
from contracts.http.shown import ShownEmployee, ShownIncident


class ServiceEntry(ReadModel):
    """One incident somebody helped in."""

    incident: ShownIncident
    title: str
    """What was going on, as people called it."""
    severity: Severity
    """How severe it is now, or was at its end, 1 to 3."""
    seats: int
    """Conversations at once that their place added."""
    granted_at: AwareDatetime
    """When they said yes (UTC)."""
    ended_at: AwareDatetime | None = None
    """When their place ended (UTC); null while they have it."""
    how: Literal["left", "stood_down", "expired"] | None = None
    """`left` before the end, `stood_down` with the incident, or `expired` when its time was over; null while it is
    held."""
    conversations: int
    """Conversations they handled while they had their place; one that came back to them counts once."""
    replies: int
    """Replies of theirs that were sent while they had it; those that a story answer of theirs sent do not count."""
    thanks: str | None = None
    """What was written to everybody who helped there; null where nobody gave thanks."""
    thanked_by: str | None = None
    """Who wrote it, by id; null where nobody did."""
    thanked_at: AwareDatetime | None = None
    """When it was written (UTC); null where nobody did."""


class ServiceTotals(ReadModel):
    """Over all incidents and callouts there were, not over the page alone."""

    incidents: int
    """Incidents they had a place in."""
    hours: float
    """Hours they had places for together, until now."""
    conversations: int
    """Conversations they handled in their places; of before the upgrade none is counted."""
    replies: int
    """Replies of theirs that were sent from them; of before the upgrade none is counted."""
    asked: int
    """Times a callout asked them; more than the next three together while one waits for an answer."""
    accepted: int
    """Times they said yes."""
    declined: int
    """Times they said no."""
    unanswered: int
    """Times they let the time pass, or the incident ended before they answered."""


class ServiceRecord(ReadModel):
    """What somebody did in crises, newest first."""

    person: ShownEmployee
    name: str
    """How they are called, also after they left; the id where the directory has no name."""
    totals: ServiceTotals
    """How much it was."""
    items: list[ServiceEntry]
    """The incidents they helped in, at most `limit` of them."""
    next: str | None = None
    """The `cursor` of the page after; null on the last."""


class ThanksCreate(WriteModel):
    """Thanks to everybody who had a place in an incident."""

    text: Plain = Field(min_length=1, max_length=500)
    """What they are told, in plain text, after the name of who writes it and the incident's title."""


class IncidentThanks(ReadModel):
    """The thanks of an incident, given once, and how many people they have reached so far."""

    incident: ShownIncident
    text: str
    """What everybody who had a place is told."""
    by: str
    """Who gave thanks, by id."""
    at: AwareDatetime
    """When they did (UTC)."""
    people: int
    """How many people have a notice of it so far; who has left the company gets none."""
    finished_at: AwareDatetime | None = None
    """When the last of them had theirs (UTC); null while some are to come."""


class AvailabilityUpdate(WriteModel):
    """When somebody could come, whole."""

    spans: tuple[Period, ...] = Field(max_length=14)
    """Times they could come, none of them over or ending more than 14 days ahead; none: they say nothing."""


class Availability(ReadModel):
    """When somebody could come: callouts ask them first then, and leave nobody out."""

    person: ShownEmployee
    spans: tuple[Period, ...]
    """As they were written, earliest first, those that are over among them."""
    version: int
    """Grows by one with every write; 0 is the empty one nobody wrote."""
