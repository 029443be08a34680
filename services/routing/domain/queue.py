"""A queue: how its tasks are offered, and how its requirements relax while a task waits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

SOFTENS: frozenset[str] = frozenset({"skill", "lang", "team"})
"""The kinds of requirement that may be dropped: a certificate and the queue itself never are."""


@dataclass(frozen=True, slots=True)
class RelaxationStep:
    """After `after_seconds` of waiting: every skill asked at a lower level, then whole kinds not asked any more."""

    after_seconds: float
    lower_skills: int = 0
    drop: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        """Refuse a step that would drop a certificate or the queue."""
        if not self.drop <= SOFTENS:
            raise ValueError(f"only {sorted(SOFTENS)} can be dropped")


@dataclass(frozen=True, slots=True)
class Queue:
    """One queue of a brand. `restricted`: only employees and places that name the queue work in it.

    `after_reply` says what a sent reply does that leaves nothing to answer: `complete` frees the seat, `keep` leaves
    the conversation with its employee until they complete it. `silent_after_seconds`: who gave no sign of life for
    so long loses what they hold of the queue; None is never.
    """

    id: str
    name: str = ""
    restricted: bool = False
    offer_seconds: float = 60.0  # long enough to read the message, short enough for a first reply within the hour
    decline_seconds: float = 900.0  # how long who declined or let pass is not asked again for the same task
    prefer_last_seconds: float = 120.0  # how long the employee who knows the contact is waited for
    steps: tuple[RelaxationStep, ...] = ()
    after_reply: Literal["complete", "keep"] = "complete"
    silent_after_seconds: float | None = None
    version: int = 0
