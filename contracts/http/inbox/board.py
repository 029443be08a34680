"""The board of the hub: how the rules of engagement stand now."""

from __future__ import annotations

from pydantic import AwareDatetime

from contracts.http.inbox.campaigns import DepartmentReading
from contracts.http.models import ReadModel
from contracts.http.shown import RulesVersion


class BoardReading(ReadModel):
    """A reading campaign that is open, and how far it is."""

    campaign: int
    """Which one, as in `GET /v1/guideline/campaigns/{campaign}`."""
    guideline_version: RulesVersion
    due_at: AwareDatetime
    """Until when the answers are due (UTC)."""
    total: DepartmentReading
    """Its whole audience; `department` is null."""


class EngagementBoard(ReadModel):
    """How the rules of engagement stand now."""

    waiting: int
    """Replies that wait for approval, up to 1,000."""
    oldest_waiting_since: AwareDatetime | None = None
    """When the one was written that has waited longest (UTC); null: none waits."""
    oldest_waiting_seconds: float | None = None
    """For how long it has waited by the brand's clock, in seconds; null: none waits."""
    guideline_version: RulesVersion
    reading: tuple[BoardReading, ...] = ()
    """The open reading campaigns, the newest first, at most 10."""
