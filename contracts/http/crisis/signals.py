"""What detection and grouping found: signals and stories."""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime

from contracts.http.models import ReadModel


class Signal(ReadModel):
    """One episode found by detection; without an incident it is a proposal to declare one."""

    episode: str
    measure: Literal["volume", "negative_share"]
    state: Literal["live", "cleared"]
    opened_at: AwareDatetime
    closed_at: AwareDatetime | None = None
    observed: float
    expected: float
    peak: float
    score: float
    reason: str
    detector_version: int
    incident: str | None = None


class Story(ReadModel):
    """A group of near-duplicates."""

    id: str
    example: str
    messages: int
    reach: int
    first_at: AwareDatetime
    last_at: AwareDatetime
