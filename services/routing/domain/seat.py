"""Seats as the use cases see them: how many there are, and which have to give their conversation back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


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


def return_reason(employee: str, why: str | None) -> str:
    """Why a conversation goes back; without a `why` of the employee's it is the end of their surge place."""
    return f"{employee} {why}" if why else f"the surge place of {employee} ended"
