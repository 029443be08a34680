"""A surge place (surge assignment): granted by a volunteer's yes for a time, revoked at stand-down or given back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class SurgePlace:
    """One volunteer's place in one incident, with so many `seats` until `until`."""

    incident: str
    callout: str
    employee: str
    seats: int
    granted_at: datetime
    until: datetime
    state: Literal["granted", "revoked"] = "granted"
    revoked_at: datetime | None = None


def given_back(place: SurgePlace, at: datetime) -> SurgePlace:
    """The place when its volunteer leaves."""
    return replace(place, state="revoked", revoked_at=at)
