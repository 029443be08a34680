"""A handover: a person gives a task they hold to a colleague or to another queue, with a word for who gets it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

MAX_HANDOVERS = 20  # remembered per task, the newest; each may carry a note of 2,000 characters


@dataclass(frozen=True, slots=True)
class HandoverWord:
    """What who hands over says: a short reason, and a note for who gets it; empty where they say nothing."""

    reason: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Handover:
    """Who gave the task when, from whom and which queue to whom or which queue; `to_employee` None: to the queue."""

    at: datetime
    by: str
    from_employee: str | None
    from_queue: str
    to_employee: str | None
    to_queue: str
    reason: str = ""
    note: str = ""


def with_handover(handovers: tuple[Handover, ...], new: Handover) -> tuple[Handover, ...]:
    """The newest handovers with one more."""
    return (*handovers, new)[-MAX_HANDOVERS:]
