"""What people write into the review of an incident: who owns it, by when it is held, and what was found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

HELD_WITHIN = timedelta(days=3)
"""Of the stand-down, where nobody says otherwise: later, people do not remember."""


@dataclass(frozen=True, slots=True)
class ReviewFinding:
    """Something that was learnt, and who does what about it by when."""

    title: str
    owner: str | None = None
    due_at: datetime | None = None
    done: bool = False


@dataclass(frozen=True, slots=True)
class ReviewRecord:
    """The record of one incident's review; version 0 is the empty one nobody wrote."""

    incident: str
    owner: str | None = None
    due_at: datetime | None = None
    summary: str = ""
    findings: tuple[ReviewFinding, ...] = ()
    version: int = 0
