"""Pages: calls to one person under the escalation policy."""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime

from contracts.http.crisis.fields import Severity
from contracts.http.models import ReadModel


class Page(ReadModel):
    """A call to one person under the escalation policy."""

    page: str
    incident: str
    title: str
    severity: Severity
    person: str
    level: int
    round: int
    state: Literal["sent", "acknowledged"]
    sent_at: AwareDatetime
    acknowledged_at: AwareDatetime | None = None
