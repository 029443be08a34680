"""Incidents: what declares and commands one, and how it is read."""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime, Field

from contracts.http.crisis.fields import Id, Severity
from contracts.http.fields import Plain
from contracts.http.models import ReadModel, WriteModel

IncidentState = Literal["declared", "active", "monitoring", "stood_down", "reviewed"]


class IncidentCreate(WriteModel):
    """Declare an incident, for a signal (its episode) or without one."""

    title: Plain = Field(min_length=1, max_length=200)
    severity: Severity
    signal: Id | None = None
    playbook: Id | None = None


class SeverityUpdate(WriteModel):
    """Give an incident another severity."""

    severity: Severity
    reason: Plain = Field(default="", max_length=500)


class RolesUpdate(WriteModel):
    """Give people roles; null frees a role, a role left out stays as it is."""

    commander: Id | None = None
    deputy: Id | None = None
    scribe: Id | None = None
    liaison: Id | None = None


class NoteCreate(WriteModel):
    """A line for the timeline."""

    text: Plain = Field(min_length=1, max_length=2000)


class IncidentStep(ReadModel):
    """A step of an incident."""

    title: str
    instructions: str = ""
    due_seconds: float | None = None
    done_by: str | None = None
    done_at: AwareDatetime | None = None


class IncidentFigures(ReadModel):
    """An incident in numbers, so far or at its end, counted from its first sign.

    `negative` is out of `known`, the messages whose sentiment could be read.
    """

    messages: int = 0
    peak_per_minute: float = 0.0
    negative: int = 0
    known: int = 0
    reach: int = 0
    volunteers_asked: int = 0
    volunteers_accepted: int = 0
    pages: int = 0
    counted_from: AwareDatetime | None = Field(
        default=None, description="Where counting began; null where an older build froze the figures."
    )
    counted_until: AwareDatetime | None = None


class TimelineEntry(ReadModel):
    """One line of a timeline."""

    at: AwareDatetime
    by: str
    kind: str
    text: str


class Incident(ReadModel):
    """An incident."""

    id: str
    title: str
    severity: Severity
    state: IncidentState
    declared_by: str
    declared_at: AwareDatetime
    version: int
    signals: tuple[str, ...] = ()
    began_at: AwareDatetime | None = None
    roles: dict[str, str] = Field(default_factory=dict)
    playbook: str | None = None
    playbook_version: int = 0
    steps: tuple[IncidentStep, ...] = ()
    acknowledged_by: str | None = None
    acknowledged_at: AwareDatetime | None = None
    stand_down_proposed_at: AwareDatetime | None = None
    stood_down_at: AwareDatetime | None = None
    stood_down_by: str | None = None
    figures: IncidentFigures | None = None


class IncidentDetail(Incident):
    """An incident with its timeline, oldest first."""

    timeline: tuple[TimelineEntry, ...] = ()
