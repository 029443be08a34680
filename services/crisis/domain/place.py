"""A surge place (surge assignment): granted by a volunteer's yes for a time, revoked at stand-down or given back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

PlaceEnd = Literal["left", "stood_down", "expired"]


@dataclass(frozen=True, slots=True)
class SurgePlace:
    """One volunteer's place in one incident, with so many `seats` until `until`.

    What they hold when it is taken back may be finished until `finish_by`; places of older builds do not say so.
    """

    incident: str
    callout: str
    employee: str
    seats: int
    granted_at: datetime
    until: datetime
    state: Literal["granted", "revoked"] = "granted"
    revoked_at: datetime | None = None
    finish_by: datetime | None = None


def given_back(place: SurgePlace, at: datetime, finish_by: datetime | None) -> SurgePlace:
    """The place when its volunteer leaves."""
    return replace(place, state="revoked", revoked_at=at, finish_by=finish_by)


def works_until(place: SurgePlace) -> datetime:
    """Until when what is done counts as done in it."""
    end = min(place.until, place.revoked_at or place.until)
    return max(end, place.finish_by or end)


def ended(place: SurgePlace, stood_down_at: datetime | None, now: datetime) -> tuple[datetime, PlaceEnd] | None:
    """When and how a place ended; None while it is held. A place is over at its `until`, whatever follows."""
    if place.revoked_at is not None and place.revoked_at < place.until:
        return place.revoked_at, "stood_down" if place.revoked_at == stood_down_at else "left"
    return (place.until, "expired") if place.until <= now else None


def held_seconds(place: SurgePlace, now: datetime) -> float:
    """For how long it was held, so far."""
    return (min(place.until, place.revoked_at or now, now) - place.granted_at).total_seconds()
