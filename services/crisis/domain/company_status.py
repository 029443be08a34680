"""How a company stands: what goes on, who deals with it, since when, and when people hear more."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.crisis.domain.incident import OPEN, Incident, State, update_is_late
from services.crisis.domain.severity import Severity
from services.crisis.domain.status_update import StatusUpdate

SHOWN_AFTERWARDS = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class IncidentStatus:
    """One incident; `people` has names by role, `next_update_at` is None where no update is promised."""

    incident: str
    title: str
    severity: Severity
    state: State
    since: datetime
    ended_at: datetime | None
    people: Mapping[str, str]
    update: StatusUpdate | None
    next_update_at: datetime | None
    update_late: bool


@dataclass(frozen=True, slots=True)
class CompanyStatus:
    """What is open, the gravest first, and what ended within a day, the newest first."""

    as_of: datetime
    open: Sequence[IncidentStatus]
    ended: Sequence[IncidentStatus]


def status_of(incidents: Iterable[Incident], name_of: Callable[[str], str], now: datetime) -> CompanyStatus:
    """The status by a brand's incidents; those that ended before are left out."""
    found = list(incidents)
    going_on = [_status(each, name_of, now) for each in found if each.state in OPEN]
    ended = [
        _status(each, name_of, now)
        for each in found
        if each.stood_down_at is not None and now - each.stood_down_at < SHOWN_AFTERWARDS
    ]
    return CompanyStatus(
        now,
        sorted(going_on, key=lambda each: (-each.severity, each.since)),
        sorted(ended, key=lambda each: each.ended_at or now, reverse=True),
    )


def _status(incident: Incident, name_of: Callable[[str], str], now: datetime) -> IncidentStatus:
    update = incident.update
    is_open = incident.state in OPEN
    return IncidentStatus(
        incident=incident.id,
        title=incident.title,
        severity=incident.severity,
        state=incident.state,
        since=incident.began_at or incident.declared_at,
        ended_at=incident.stood_down_at,
        people={role: name_of(person) for role, person in incident.roles.items()},
        update=None if update is None else StatusUpdate(update.text, update.at, name_of(update.by), update.next_at),
        next_update_at=incident.update_due_at if is_open else None,
        update_late=update_is_late(incident, now),
    )
