"""Incidents as crisis reports them, as far as answering needs it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from services.inbox.domain.incident import StatementCopy


@dataclass(frozen=True, slots=True)
class IncidentBegan:
    """An incident was declared."""

    brand: str
    incident: str
    title: str
    severity: int
    playbook: str | None
    declared_at: datetime
    began_at: datetime


@dataclass(frozen=True, slots=True)
class IncidentMoved:
    """The state of an incident changed; `severity` is None where it stays."""

    brand: str
    incident: str
    state: str
    severity: int | None = None


@dataclass(frozen=True, slots=True)
class StatementApproved:
    """A statement may be used."""

    brand: str
    incident: str
    statement: StatementCopy


IncidentUpdate = IncidentBegan | IncidentMoved | StatementApproved
