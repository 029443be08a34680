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
    """A conversation held on a seat of a place that ended, under which claim, and when it goes back to its queue."""

    conversation: str
    claim: str
    back_at: datetime
