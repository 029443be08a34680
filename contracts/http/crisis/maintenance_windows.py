"""Maintenance windows: times in which signals are expected."""

from __future__ import annotations

from pydantic import AwareDatetime, Field

from contracts.http.fields import Plain
from contracts.http.models import ReadModel, WriteModel
from contracts.http.moment import Moment


class MaintenanceWindowUpdate(WriteModel):
    """A whole maintenance window, as it is written."""

    name: Plain = Field(min_length=1, max_length=100)
    """What is going on, in a line."""
    begins_at: Moment
    """From when on signals are muted."""
    ends_at: Moment
    """Until when, seven days after the beginning at most; a signal that is still live then is judged then."""
    reason: Plain = Field(min_length=1, max_length=1_000)
    """Why signals are expected, in words for colleagues."""


class MaintenanceWindow(ReadModel):
    """A time in which signals declare, propose and page nothing below severity 3; kept for 30 days after its end."""

    id: str
    """Names it in `muted_by` of signals."""
    name: str
    """What is going on, in a line."""
    begins_at: AwareDatetime
    """From when on signals are muted (UTC)."""
    ends_at: AwareDatetime
    """Until when (UTC)."""
    reason: str
    """Why signals are expected, in words."""
    version: int = Field(ge=1)
    """Grows by one with every write; `ETag` carries it."""
