"""Incidents: what declares and commands one, and how it is read."""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime, Field

from contracts.http.crisis.fields import Id, Severity
from contracts.http.crisis.updates import IncidentUpdate
from contracts.http.fields import Plain
from contracts.http.models import ReadModel, WriteModel
from contracts.http.moment import Moment
from contracts.http.shown import ShownVersion

IncidentState = Literal["declared", "active", "monitoring", "stood_down", "reviewed"]


class IncidentCreate(WriteModel):
    """Declare an incident, for a signal (its episode) or without one."""

    title: Plain = Field(min_length=1, max_length=200)
    """What is going on, in a line."""
    severity: Severity
    """1 coverage, 2 response or change needed, 3 short-term financial impact."""
    signal: Id | None = None
    """The episode of a signal it is about; its beginning is then the first sign. Null: none."""
    playbook: Id | None = None
    """The playbook to begin with, by id; null: the best one that fits, else that of the
    crisis policy."""


class SeverityUpdate(WriteModel):
    """Give an incident another severity."""

    severity: Severity
    """1 coverage, 2 response or change needed, 3 short-term financial impact."""
    reason: Plain = Field(default="", max_length=500)
    """Why, for the timeline."""


class RolesUpdate(WriteModel):
    """Give people roles; null frees a role, a role left out stays as it is."""

    commander: Id | None = None
    """Who decides, by id; null frees it."""
    deputy: Id | None = None
    """Who stands in for the commander, by id; null frees it."""
    scribe: Id | None = None
    """Who writes the timeline, by id; null frees it."""
    liaison: Id | None = None
    """Who speaks with the rest of the company, by id; null frees it."""


class NoteCreate(WriteModel):
    """A line for the timeline."""

    text: Plain = Field(min_length=1, max_length=2000)
    """The line, as people will read it."""


class IncidentStep(ReadModel):
    """A step of an incident."""

    title: str
    """What is to be done, in a line."""
    instructions: str = ""
    """How; empty where the title says it all."""
    due_seconds: float | None = None
    """By when, in seconds from the declaration; null: no time is set."""
    done_by: str | None = None
    """Who ticked it off, by id; null while it is open."""
    done_at: AwareDatetime | None = None
    """When they did; null while it is open."""
    owner: str | None = None
    """Whose it is, by id; null: nobody's by name."""
    due_at: AwareDatetime | None = None
    """By when (UTC), where somebody said so; it counts instead of `due_seconds`."""


class StepCreate(WriteModel):
    """Add a step to an incident, behind the others."""

    title: Plain = Field(min_length=1, max_length=200)
    """What is to be done, in a line."""
    instructions: Plain = Field(default="", max_length=4_000)
    """How; empty where the title says it all."""
    owner: Id | None = None
    """Whose it is, by id; null: nobody's by name."""
    due_at: Moment | None = None
    """By when; when it is not done then, the timeline says so. Null: no time is set."""


class StepUpdate(WriteModel):
    """Whose a step is, and by when it is done."""

    owner: Id | None
    """By id; null: nobody's by name."""
    due_at: Moment | None
    """By when; null: no time is set."""


class IncidentFigures(ReadModel):
    """An incident in numbers, so far or at its end, counted from its first sign."""

    messages: int = 0
    """What contacts wrote, mentions and answers alike."""
    peak_per_minute: float = 0.0
    """Messages a minute in the busiest bucket."""
    negative: int = 0
    """Messages of negative sentiment, out of `known`."""
    known: int = 0
    """Messages whose sentiment could be read."""
    reach: int = 0
    """The followers of all their writers added up, one who wrote twice counted twice."""
    volunteers_asked: int = 0
    """People asked in its callouts."""
    volunteers_accepted: int = 0
    """Those of them who said yes."""
    pages: int = 0
    """Pages sent, each to one person."""
    counted_from: AwareDatetime | None = None
    """Where counting began; null where an older build froze the figures."""
    counted_until: AwareDatetime | None = None
    """Where it ended: the stand-down, or the moment of the answer; null where an older build froze the figures."""


class TimelineEntry(ReadModel):
    """One line of a timeline."""

    at: AwareDatetime
    """When it happened (UTC)."""
    by: str
    """Who did it: a person's id, or `detection`, `escalation` or `callout` for what Muster did by itself."""
    kind: str
    """What it is, such as `declared`, `paged`, `wave`, `note`, `severity` or `stood_down`."""
    text: str
    """The line, in words for people."""


class Incident(ReadModel):
    """An incident."""

    id: str
    """32 hexadecimal digits, for one that detection found derived from the signal."""
    title: str
    """What is going on, in a line."""
    severity: Severity
    """1 coverage, 2 response or change needed, 3 short-term financial impact."""
    state: IncidentState
    """`declared`, then `active` or `monitoring`, then `stood_down` (over) and `reviewed`."""
    declared_by: str
    """The person by id, or `detection`."""
    declared_at: AwareDatetime
    """When it was declared (UTC)."""
    version: ShownVersion
    signals: tuple[str, ...] = ()
    """The episodes attached to it, the first one first."""
    began_at: AwareDatetime | None = None
    """The first sign: when the signal began, else the declaration; null from older builds."""
    roles: dict[str, str] = Field(default_factory=dict)
    """Who has which role, by id: `commander`, `deputy`, `scribe`, `liaison`; those nobody has are left out."""
    playbook: str | None = None
    """The playbook it has a copy of, by id; null: none."""
    playbook_version: int = 0
    """The version that was copied; 0 is the built-in one, or none."""
    steps: tuple[IncidentStep, ...] = ()
    """The steps of the copy, in order; the first has number 1."""
    acknowledged_by: str | None = None
    """The first who acknowledged a page, by id, which stops the escalation; null: nobody yet."""
    acknowledged_at: AwareDatetime | None = None
    """When they did; null: nobody yet."""
    stand_down_proposed_at: AwareDatetime | None = None
    """When all signals were clear and the work was done; null before that, and once a signal comes again."""
    stood_down_at: AwareDatetime | None = None
    """When it ended; null while it is on."""
    stood_down_by: str | None = None
    """Who ended it: the person by id, or `detection`; null while it is on."""
    figures: IncidentFigures | None = None
    """In numbers: so far where one incident is read, else once it is over; null before that."""
    update: IncidentUpdate | None = None
    """The newest update for the company; null: none was written."""
    update_due_at: AwareDatetime | None = None
    """When the next update is due (UTC), the first one five minutes after the declaration; null: none is promised."""


class IncidentDetail(Incident):
    """An incident with its timeline, oldest first."""

    timeline: tuple[TimelineEntry, ...] = ()
    """What happened and who did it, line by line."""
