"""The clock of a sandbox brand."""

from __future__ import annotations

from pydantic import AwareDatetime, Field

from contracts.http.models import ReadModel, StrictWriteModel

DAY_SECONDS = 86_400
MOST_AT_ONCE_SECONDS = 31 * DAY_SECONDS


class SandboxClockUpdate(StrictWriteModel):
    """How far to move the clock of a sandbox brand ahead."""

    advance_seconds: int = Field(ge=1, le=MOST_AT_ONCE_SECONDS)
    """By so much, from where it stands: at most 31 days at once, and in all a year ahead. It never goes back."""


class SandboxClock(ReadModel):
    """The clock of a sandbox brand."""

    now: AwareDatetime
    """The time of the brand (UTC)."""
    ahead_seconds: int
    """How far it is ahead of the server's clock; 0 until it is moved."""
