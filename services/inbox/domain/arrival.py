"""What became of a received event: new, a redelivery after a crash, a true duplicate, or a conflict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Fate = Literal["new", "redelivered", "duplicate", "conflict"]
Outcome = Literal["stored", "duplicate", "conflict", "unreadable"]


@dataclass(frozen=True, slots=True)
class Seen:
    """What is kept of an event that had its effect: its content's hash, and where in the log it stood."""

    body_hash: str
    origin: str


def fate_of(body_hash: str, origin: str, seen: Seen | None) -> Fate:
    """Compare an event with what was kept under the same id.

    The same place in the log is the same delivery, come again because the process died before it said it was done.
    """
    if seen is None:
        return "new"
    if seen.origin == origin:
        return "redelivered"
    return "duplicate" if seen.body_hash == body_hash else "conflict"
