"""Surge places: a volunteer's temporary seats, given by a callout and always taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from services.routing.domain.employee import Employee, VolunteerPlace

MAX_CLOSED_PLACES = 20  # closed places remembered per employee, so that a replayed grant does not open them again


def grant(employee: Employee, place: VolunteerPlace) -> Employee:
    """Give a place; a grant seen before changes nothing, a newer one for the same incident replaces the older."""
    if any(each.grant == place.grant for each in employee.places):
        return employee
    others = [
        replace(each, closed="replaced") if each.incident == place.incident and each.closed is None else each
        for each in employee.places
    ]
    return replace(employee, places=trimmed((*others, place)))


def revoke(employee: Employee, incident: str, reason: str, back_at: datetime) -> Employee:
    """Take the place of an incident back, what is held there at `back_at`; without an open one nothing changes."""
    if not any(each.incident == incident and each.closed is None for each in employee.places):
        return employee
    return replace(
        employee,
        places=tuple(
            replace(each, closed=reason, back_at=min(back_at, each.until))
            if each.incident == incident and each.closed is None
            else each
            for each in employee.places
        ),
    )


def expire(employee: Employee, now: datetime) -> tuple[Employee, tuple[str, ...]]:
    """Close the places whose time is over; returns the incidents they were for."""
    over = tuple(each.incident for each in employee.places if each.closed is None and each.until <= now)
    for incident in over:
        employee = revoke(employee, incident, "expired", now)
    return employee, over


def trimmed(places: tuple[VolunteerPlace, ...]) -> tuple[VolunteerPlace, ...]:
    """Keep the open places and the newest closed ones."""
    closed = [each for each in places if each.closed is not None]
    forgotten = closed[: max(0, len(closed) - MAX_CLOSED_PLACES)]
    return tuple(each for each in places if each not in forgotten)
