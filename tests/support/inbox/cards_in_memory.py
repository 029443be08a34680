"""Cards without a database: the twin of MongoCards, over the replies of a store in memory."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from chassis.errors import VersionConflict
from services.inbox.application.card_store import CardFigures, CardFilters
from services.inbox.domain.card import Card
from services.inbox.domain.words import search_words
from tests.support.inbox.in_memory import InMemoryInbox


class InMemoryCards:
    """See CardStore."""

    def __init__(self, store: InMemoryInbox) -> None:
        """`store` has the replies."""
        self._store = store
        self._cards: dict[tuple[str, str], Card] = {}
        self._votes: dict[tuple[str, str, str], bool] = {}

    async def card(self, brand: str, id_: str) -> Card | None:
        return self._cards.get((brand, id_))

    async def page(
        self, brand: str, filters: CardFilters, after: tuple[datetime, str] | None, limit: int
    ) -> Sequence[Card]:
        def kept(card: Card) -> bool:
            content = card.content
            return (
                card.brand == brand
                and (filters.state is None or card.state == filters.state)
                and (filters.author is None or card.author == filters.author)
                and (filters.topic is None or filters.topic in content.topics)
                and (filters.language is None or filters.language == content.language)
                and (filters.q is None or set(search_words(filters.q) or [""]) <= set(_words(card)))
                and (after is None or card.made_at < after[0] or (card.made_at == after[0] and card.id > after[1]))
            )

        found = sorted(filter(kept, self._cards.values()), key=lambda each: each.id)
        return sorted(found, key=lambda each: each.made_at, reverse=True)[:limit]

    async def sharing(self, brand: str, topics: Collection[str], words: Collection[str], limit: int) -> Sequence[Card]:
        cards = await self.page(brand, CardFilters(state="published"), None, 1_000)
        shared = [each for each in cards if set(topics) & set(each.content.topics) or set(words) & set(_words(each))]
        return shared[:limit]

    async def figures(self, brand: str, cards: Collection[str]) -> Mapping[str, CardFigures]:
        figures = {}
        for card in cards:
            replies = [
                each for (owner, _), each in self._store.stored_replies.items() if (owner, each.card) == (brand, card)
            ]
            votes = [word for (owner, id_, _), word in self._votes.items() if (owner, id_) == (brand, card)]
            sent = sum(each.state in ("sent", "delivered", "read") for each in replies)
            rejected = sum(each.state == "rejected" for each in replies)
            if replies or votes:
                figures[card] = CardFigures(len(replies), sent, rejected, sum(votes), len(votes) - sum(votes))
        return figures

    async def write(self, before: Card | None, after: Card) -> None:
        if self._cards.get((after.brand, after.id)) != before:
            raise VersionConflict
        self._cards[after.brand, after.id] = after

    async def vote(self, brand: str, card: str, person: str, *, helpful: bool) -> None:
        self._votes[brand, card, person] = helpful


def _words(card: Card) -> list[str]:
    return search_words(f"{card.content.title} {card.content.text}")
