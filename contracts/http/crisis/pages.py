"""Pages: calls to one person under the escalation policy."""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime

from contracts.http.crisis.fields import Severity
from contracts.http.models import ReadModel
from contracts.http.shown import ShownIncident


class Page(ReadModel):
    """A call to one person under the escalation policy."""

    page: str
    """The page's id, 32 hexadecimal digits, derived from incident, round, level and person."""
    incident: ShownIncident
    title: str
    """What was going on when it was sent."""
    severity: Severity
    """How severe it was then, 1 to 3."""
    person: str
    """Who is called, by id; only they can acknowledge it."""
    level: int
    """The level of the escalation policy, from 1."""
    round: int
    """How often the levels were gone through, from 1."""
    state: Literal["sent", "acknowledged", "declined"]
    """`sent`, until its person has `acknowledged` or `declined` it."""
    sent_at: AwareDatetime
    """When it was sent (UTC)."""
    overdue_at: AwareDatetime | None = None
    """When its level's time had passed and its person had said nothing (UTC); null: it had not, or they had."""
    acknowledged_at: AwareDatetime | None = None
    """When its person took it; null before that."""
    declined_at: AwareDatetime | None = None
    """When its person said that they cannot take it; null: they did not."""
