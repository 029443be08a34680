"""The store of cards, and what is asked of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from services.inbox.domain.card import Card, CardState


@dataclass(frozen=True, slots=True)
class CardFilters:
    """Conditions of the list; `q` is words that a card has all of."""

    state: CardState | None = None
    topic: str | None = None
    language: str | None = None
    author: str | None = None
    q: str | None = None


@dataclass(frozen=True, slots=True)
class CardFigures:
    """What became of replies written with a card, and what people say of it."""

    uses: int = 0
    sent: int = 0
    rejected: int = 0
    helpful: int = 0
    unhelpful: int = 0


@dataclass(frozen=True, slots=True)
class CardFound:
    """A card that fits a conversation, by how much, with its figures."""

    card: Card
    fit: int
    figures: CardFigures = field(default_factory=CardFigures)


class CardStore(Protocol):
    """The cards of all brands."""

    async def card(self, brand: str, id_: str) -> Card | None:
        """One card, or None."""

    async def page(
        self, brand: str, filters: CardFilters, after: tuple[datetime, str] | None, limit: int
    ) -> Sequence[Card]:
        """Cards, the newest first."""

    async def sharing(self, brand: str, topics: Collection[str], words: Collection[str], limit: int) -> Sequence[Card]:
        """Published cards with one of the topics or one of the words, the newest first."""

    async def figures(self, brand: str, cards: Collection[str]) -> Mapping[str, CardFigures]:
        """The figures of cards, counted in indexes; a card without any is left out."""

    async def write(self, before: Card | None, after: Card) -> None:
        """Write a card on condition of the version it was read at.

        Raises:
            VersionConflict: It is not as it was read, or there is one already.
        """

    async def vote(self, brand: str, card: str, person: str, *, helpful: bool) -> None:
        """Keep the last word of a person on a card."""
