"""A page: one call to one person about one incident, until that person acknowledges or declines it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from services.crisis.domain.severity import Severity

PageState = Literal["sent", "acknowledged", "declined"]


class PageTaken(Exception):
    """The person acknowledged it before."""


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
    declined_at: datetime | None = None


def taken(page: IncidentPage, at: datetime) -> IncidentPage:
    """The paged person takes it, also having declined; a page that was taken stays as it is."""
    return page if page.state == "acknowledged" else replace(page, state="acknowledged", acknowledged_at=at)


def declined(page: IncidentPage, at: datetime) -> IncidentPage:
    """The paged person cannot take it; a page that was declined stays as it is. Raises PageTaken."""
    if page.state == "acknowledged":
        raise PageTaken
    return page if page.state == "declined" else replace(page, state="declined", declined_at=at)
