"""What bars an employee from work: what they hold goes back, and they come to hold nothing more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from services.routing.domain.employee import Employee, open_places


@dataclass(frozen=True, slots=True)
class Leaving:
    """Why somebody gives back what they hold, as the rest of a sentence about them; `own_seats`: on those alone."""

    why: str
    own_seats: bool = False


def leaving(employee: Employee) -> Leaving | None:
    """Whether and why what they hold goes back to its queue; None while they keep it."""
    if not employee.active:
        return Leaving("is not active any more")
    if employee.presence == "offline" and not employee.keeps_assignments:
        return Leaving("went offline")
    if not employee.may_answer:
        return Leaving("has not accepted the guideline in time")
    if not employee.permitted:
        return Leaving("may not work any more", own_seats=True)
    return None


def barred(employee: Employee, incident: str | None, now: datetime) -> str | None:
    """Why an employee may not come to hold a conversation now, as a code; None where nothing bars them.

    `incident` is that of the place whose seat it would be on, None for any other seat.
    """
    if not employee.active:
        return "not_active"
    if not employee.may_answer:
        return "guideline_not_accepted"
    if incident is None:
        return None if employee.permitted else "not_permitted"
    return None if any(place.incident == incident for place in open_places(employee, now)) else "place_ended"
