"""What a company is told of an incident while it lasts: an update, and when the next one is promised."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

FIRST_WITHIN = timedelta(minutes=5)  # after the declaration people are told something


@dataclass(frozen=True, slots=True)
class StatusUpdate:
    """The words, who wrote them, and when the next update is promised; None: none is."""

    text: str
    at: datetime
    by: str
    next_at: datetime | None = None


class NextUpdatePast(Exception):
    """The next update is promised for a moment that is over."""


def check_promise(update: StatusUpdate) -> None:
    """Raise NextUpdatePast where the next update is promised for a moment that is over."""
    if update.next_at is not None and update.next_at <= update.at:
        raise NextUpdatePast
