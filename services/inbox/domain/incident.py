"""An incident as far as answering needs it: what it is, how severe, and the statements approved for use."""

from __future__ import annotations

from dataclasses import dataclass

ENDED = ("stood_down", "reviewed")


@dataclass(frozen=True, slots=True)
class StatementCopy:
    """A holding statement approved for use."""

    id: str
    language: str
    text: str
    approved_by: str


@dataclass(frozen=True, slots=True)
class IncidentCopy:
    """A copy of the incident of crisis."""

    id: str
    title: str
    severity: int
    state: str
    playbook: str | None = None
    statements: tuple[StatementCopy, ...] = ()
