"""Thanks for an incident: what one person wrote after its end, and how far everybody who had a place has been told."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

TOLD_WITHIN = timedelta(days=3)
"""For how long a notice of thanks is tried: over a weekend with the quiet times of the night."""


@dataclass(frozen=True, slots=True)
class Thanks:
    """The thanks of one incident; `command` is what gave them.

    `people` were told so far, those up to the id `told_up_to`; `finished_at` is when nobody was left.
    """

    incident: str
    text: str
    by: str
    at: datetime
    command: str
    people: int = 0
    told_up_to: str | None = None
    finished_at: datetime | None = None


class ThankedAlready(Exception):
    """Somebody gave thanks for this incident before: they are given once."""


def told(thanks: Thanks, people: int, up_to: str) -> Thanks:
    """The thanks when so many more were told, up to this id."""
    return replace(thanks, people=thanks.people + people, told_up_to=up_to)
