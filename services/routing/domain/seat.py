"""Seats as the use cases see them: how many there are, and which have to give their conversation back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

GUEST = "/invited:"  # between the employee and the conversation in the id of a guest seat


@dataclass(frozen=True, slots=True)
class Census:
    """Present employees, seats that take work when they are free, and seats that hold a conversation."""

    online: int = 0
    seats: int = 0
    busy: int = 0


@dataclass(frozen=True, slots=True)
class ReturnDue:
    """A conversation that goes back to its queue at `back_at`, the claim it is held under, and why."""

    conversation: str
    claim: str
    back_at: datetime
    reason: str


def seat_id(employee: str, number: str) -> str:
    """The id of a seat by the number its plan gives it."""
    return f"{employee}/{number}"


def incident_of(seat: str) -> str | None:
    """The incident whose place a seat belongs to; None for a seat of the employee's own, or one beyond those."""
    number = seat.rpartition("/")[2]
    incident, colon, place_number = number.rpartition(":")
    return incident if colon and place_number.isdigit() and not is_guest_seat(seat) else None


def guest_seat(employee: str, conversation: str) -> str:
    """The seat beyond their seats on which an invited employee owns the one conversation."""
    return f"{employee}{GUEST}{conversation}"


def is_guest_seat(seat: str) -> bool:
    """Whether a seat is there for one conversation alone, and is no more once that is let go."""
    return GUEST in seat


def return_reason(employee: str, why: str | None) -> str:
    """Why a conversation goes back; without a `why` of the employee's it is the end of their surge place."""
    return f"{employee} {why}" if why else f"the surge place of {employee} ended"
