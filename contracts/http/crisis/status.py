"""How a company stands, for everybody in it."""

from __future__ import annotations

from pydantic import AwareDatetime

from contracts.http.crisis.fields import Severity
from contracts.http.crisis.incidents import IncidentState
from contracts.http.crisis.updates import IncidentUpdate
from contracts.http.models import ReadModel
from contracts.http.shown import ShownIncident


class IncidentStatus(ReadModel):
    """What goes on, who deals with it, since when, and when people hear more."""

    incident: ShownIncident
    title: str
    """What is going on, in a line."""
    severity: Severity
    """1 coverage, 2 response or change needed, 3 short-term financial impact."""
    state: IncidentState
    """`declared`, `active` or `monitoring` while it is open; `stood_down` or `reviewed` once it is over."""
    since: AwareDatetime
    """The first sign of it (UTC)."""
    ended_at: AwareDatetime | None = None
    """When it ended (UTC); null while it is open."""
    people: dict[str, str]
    """Who deals with it, by role and name: `commander`, `deputy`, `scribe`, `liaison`."""
    update: IncidentUpdate | None = None
    """The newest words on it; null: none yet."""
    next_update_at: AwareDatetime | None = None
    """When more is said at the latest (UTC); null: nothing is promised, or it is over."""
    update_late: bool
    """Whether that moment has passed without an update."""


class CompanyStatus(ReadModel):
    """How the company stands."""

    as_of: AwareDatetime
    """The moment of the answer (UTC)."""
    open: list[IncidentStatus]
    """The incidents that are not over, the gravest first."""
    ended: list[IncidentStatus]
    """Those that ended within a day, the newest first."""
