"""The fate of a received event: new, a redelivery after a crash, a true duplicate, or a conflict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Fate = Literal["new", "redelivered", "duplicate", "conflict"]
Outcome = Literal["stored", "duplicate", "conflict", "unreadable"]


@dataclass(frozen=True, slots=True)
class Seen:
    """The record of an event that had its effect: the hash of its content, and its position in the log."""

    body_hash: str
    origin: str


def fate_of(body_hash: str, origin: str, seen: Seen | None) -> Fate:
    """Compare an event with the record stored under the same id.

    The same position in the log is the same delivery, repeated because the process died before its commit.
    """
    if seen is None:
        return "new"
    if seen.origin == origin:
        return "redelivered"
    return "duplicate" if seen.body_hash == body_hash else "conflict"
