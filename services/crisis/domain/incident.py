"""The life of an incident: its states, which command is allowed in which, roles, severity and the timeline."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from services.crisis.domain.incident_step import OpenStep
from services.crisis.domain.severity import Severity
from services.crisis.domain.status_update import StatusUpdate, check_promise

State = Literal["declared", "active", "monitoring", "stood_down", "reviewed"]
Role = Literal["commander", "deputy", "scribe", "liaison"]
Command = Literal[
    "activate",
    "monitor",
    "severity",
    "roles",
    "step",
    "playbook",
    "note",
    "update",
    "update_late",
    "callout",
    "statement",
    "signal",
    "stand_down",
    "review",
    "review_record",
    "thanks",
]

OPEN: frozenset[State] = frozenset({"declared", "active", "monitoring"})
ALLOWED: dict[Command, frozenset[State]] = {  # everything else is a conflict
    "activate": frozenset({"declared", "monitoring"}),
    "monitor": frozenset({"active"}),
    "severity": OPEN,
    "roles": OPEN,
    "step": OPEN,
    "playbook": OPEN,
    "note": OPEN | {"stood_down"},
    "update": OPEN,
    "update_late": OPEN,
    "callout": OPEN,
    "statement": OPEN,
    "signal": OPEN,
    "stand_down": OPEN,
    "review": frozenset({"stood_down"}),
    "review_record": frozenset({"stood_down", "reviewed"}),
    "thanks": frozenset({"stood_down", "reviewed"}),
}

LEADS_TO: dict[Command, State] = {
    "activate": "active",
    "monitor": "monitoring",
    "stand_down": "stood_down",
    "review": "reviewed",
}


@dataclass(frozen=True, slots=True)
class IncidentTotals:
    """The totals of an incident from its first sign on, frozen at stand-down.

    They are counted from `counted_from`, where the bucket of the first sign begins, to `counted_until`; totals of older
    builds do not say so. `negative` is out of `known`, the messages whose sentiment could be read.
    """

    messages: int = 0
    peak_per_minute: float = 0.0
    negative: int = 0
    known: int = 0
    reach: int = 0
    volunteers_asked: int = 0
    volunteers_accepted: int = 0
    pages: int = 0
    counted_from: datetime | None = None
    counted_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Incident:
    """A declared crisis. `signals` are the episodes attached to it.

    `version` counts the changes of the incident itself. `sequence` counts also what happens in it (pages, waves,
    answers, notes), and orders its events; 0 was stored before it had one of its own, and means the version.
    """

    id: str
    title: str
    severity: Severity
    state: State
    declared_by: str
    declared_at: datetime
    version: int = 1
    sequence: int = 0
    signals: tuple[str, ...] = ()
    began_at: datetime | None = None
    roles: dict[str, str] = field(default_factory=dict)
    playbook: str | None = None
    playbook_version: int = 0
    steps: tuple[OpenStep, ...] = ()
    acknowledged_by: str | None = None
    acknowledged_at: datetime | None = None
    stand_down_proposed_at: datetime | None = None
    stood_down_at: datetime | None = None
    stood_down_by: str | None = None
    figures: IncidentTotals | None = None
    update: StatusUpdate | None = None
    update_due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the timeline: when, by whom, what kind of thing, and the words for people."""

    at: datetime
    by: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class TimelineLine:
    """An entry in its incident's timeline; entries of one moment are in the order of `line`."""

    id: str
    incident: str
    line: int
    entry: Entry


class IncidentNotAllowed(Exception):
    """The command does not fit the incident's state."""

    def __init__(self, command: str, state: State) -> None:
        super().__init__(f"{command} is not allowed while the incident is {state}")
        self.command = command
        self.state = state


def check(incident: Incident, command: Command) -> None:
    """Raise NotAllowed unless the table allows the command in this state."""
    if incident.state not in ALLOWED[command]:
        raise IncidentNotAllowed(command, incident.state)


def followed(incident: Incident) -> Incident:
    """The incident with one thing more that happened in it; its version stays."""
    return replace(incident, sequence=max(incident.sequence, incident.version) + 1)


def changed(incident: Incident) -> Incident:
    """The incident one version on."""
    return replace(followed(incident), version=incident.version + 1)


def moved(incident: Incident, command: Command) -> Incident:
    """Carry out a command that changes the state."""
    check(incident, command)
    return replace(incident, state=LEADS_TO[command])


def rated(incident: Incident, severity: Severity) -> Incident:
    """Change the severity."""
    check(incident, "severity")
    return replace(incident, severity=severity)


def cast(incident: Incident, roles: dict[str, str]) -> Incident:
    """Assign roles; an empty name frees the role."""
    check(incident, "roles")
    return replace(incident, roles={role: person for role, person in (incident.roles | roles).items() if person})


def updated(incident: Incident, update: StatusUpdate) -> Incident:
    """The incident with its newest update, and when the next one is due; raises NextUpdatePast."""
    check(incident, "update")
    check_promise(update)
    return replace(incident, update=update, update_due_at=update.next_at)


def update_is_late(incident: Incident, now: datetime) -> bool:
    """Whether people wait for the first update, or for one that was promised."""
    due = incident.update_due_at
    return incident.state in OPEN and due is not None and due <= now


def stood_down(incident: Incident, by: str, at: datetime, figures: IncidentTotals) -> Incident:
    """End the incident, with its numbers."""
    return replace(moved(incident, "stand_down"), stood_down_at=at, stood_down_by=by, figures=figures)


def acknowledged(incident: Incident, by: str, at: datetime) -> Incident:
    """A person acknowledged; the first one becomes commander where there is none."""
    if incident.acknowledged_by is not None:
        return incident
    roles = incident.roles if "commander" in incident.roles else {**incident.roles, "commander": by}
    return replace(incident, acknowledged_by=by, acknowledged_at=at, roles=roles)
