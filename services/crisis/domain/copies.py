"""Copies: messages in which an account says again, in nearly the same words, what it has said before (ADR 0069)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from services.crisis.domain.spread_counts import AUTHORS_MOST
from services.crisis.domain.story import Growth

HABIT_HOURS = 168.0  # half-life of what a brand is used to: a week
HABIT_PRIOR = 100.0  # messages without a copy that every brand begins with
HABIT_MOST = 0.5  # who floods slowly to be taken for usual gains a factor of two at most
HALF = 0.5


@dataclass(slots=True)
class Habit:
    """How many of a brand's messages are copies when nothing is going on: people ask twice. A mutable accumulator."""

    messages: float = 0.0
    copied: float = 0.0

    def learn(self, messages: int, copied: int, hours: float) -> None:
        """Take a quiet bucket in, so many hours long."""
        if self.messages or messages:
            fade = HALF ** (hours / HABIT_HOURS)
            self.messages = self.messages * fade + messages
            self.copied = self.copied * fade + copied

    def excess(self, messages: int, copied: int) -> float:
        """The copies among these messages that are more than usual; those people send anyway count like messages."""
        if not copied:
            return 0.0
        usual = min(HABIT_MOST, self.copied / (self.messages + HABIT_PRIOR))
        return max(0.0, (copied - usual * messages) / (1.0 - usual))


def copies_in(growths: Iterable[Growth]) -> set[str]:
    """The ids of the messages that are copies, of those that joined stories.

    The first message of each account in a story is none. In a story of more accounts than are told apart there is
    none: they are not few.
    """
    copies = set()
    for growth in growths:
        authors = set(growth.story.known.authors)
        for post in growth.joined:
            if len(authors) > AUTHORS_MOST:
                break
            if post.author in authors:
                copies.add(post.message)
            authors.add(post.author)
    return copies
