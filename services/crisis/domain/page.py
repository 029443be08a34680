"""A page: one call to one person about one incident, until that person acknowledges it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from services.crisis.domain.severity import Severity

PageState = Literal["sent", "acknowledged"]


@dataclass(frozen=True, slots=True)
class IncidentPage:
    """`level` and `round` say where the escalation stood; `title` and `severity` are the incident's at that moment."""

    id: str
    incident: str
    title: str
    severity: Severity
    person: str
    level: int
    round: int
    sent_at: datetime
    state: PageState = "sent"
    acknowledged_at: datetime | None = None


def taken(page: IncidentPage, at: datetime) -> IncidentPage:
    """The paged person takes it; a page that was taken stays as it is."""
    return page if page.state == "acknowledged" else replace(page, state="acknowledged", acknowledged_at=at)
