"""What is remembered of a volunteer from one callout to the next, and how far it brings them forward in the next."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

REMEMBERED = timedelta(days=400)
"""A place counts for so long: a year and some, so that a yearly crisis finds who helped in the last one."""
LEVELS = 3
"""More places than these bring nobody further forward."""
SILENT = 2
"""Who let so many asks in a row pass is asked after the others."""


@dataclass(frozen=True, slots=True)
class Experience:
    """One volunteer's: when their last places were granted, LEVELS at most, and how many asks in a row they let pass.

    Asks in a row are counted up to SILENT; an answer, yes or no, ends the row.
    """

    employee: str
    places: tuple[datetime, ...] = ()
    let_pass: int = 0


def placed(before: Experience, at: datetime) -> Experience:
    """They said yes and have a place."""
    return replace(before, places=(*before.places, at)[-LEVELS:], let_pass=0)


def answered(before: Experience) -> Experience:
    """They gave an answer, whichever."""
    return replace(before, let_pass=0)


def silent(before: Experience) -> Experience:
    """They let an ask pass."""
    return replace(before, let_pass=min(SILENT, before.let_pass + 1))


def standing(experience: Experience, now: datetime) -> int:
    """How far somebody stands forward among equals: places lately, 1 to 3; 0 of a first-timer; -1 of who is silent."""
    if experience.let_pass >= SILENT:
        return -1
    return sum(at > now - REMEMBERED for at in experience.places)
