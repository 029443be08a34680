"""Reactions on a message: of each contact the newest word by the platform's time, in whatever order they come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Reaction:
    """The newest word of a contact on a message; `by` is the contact's id, or their external id.

    `reaction` is None where it was taken back, which is kept so that an older one cannot return. `at` is the
    platform's time, None for those stored before times were.
    """

    by: str
    reaction: str | None
    at: datetime | None = None


def with_reaction(reactions: tuple[Reaction, ...], newest: Reaction, names: frozenset[str]) -> tuple[Reaction, ...]:
    """The reactions after one more word of a contact; an older one than theirs changes nothing.

    `names` is everything that contact is called by: their earlier word may be stored under another id of theirs.
    Platforms report whole seconds: of a reaction and its withdrawal in one second the withdrawal counts.
    """
    if any(_outlives(each, newest) for each in reactions if each.by in names):
        return reactions
    return (*(each for each in reactions if each.by not in names), newest)


def _outlives(stored: Reaction, newest: Reaction) -> bool:
    if stored.at is None or newest.at is None:
        return False
    is_taken_back = stored.reaction is None and newest.reaction is not None
    return newest.at < stored.at or (newest.at == stored.at and is_taken_back)
