"""Cards and what people say of them in MongoDB; what became of replies is counted where they are stored."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter

from chassis.errors import VersionConflict
from chassis.mongo import Mongo
from services.inbox.application.card_store import CardFigures, CardFilters
from services.inbox.domain.card import Card
from services.inbox.domain.words import search_words
from services.inbox.persistence.ids import Document, id_of
from services.inbox.persistence.queries import page_of_list

OUTCOMES = {"sent": "sent", "delivered": "sent", "read": "sent", "rejected": "rejected"}
_CARD: TypeAdapter[Card] = TypeAdapter(Card)


class MongoCards:
    """The collections `cards` and `card_votes`; see CardStore."""

    def __init__(self, mongo: Mongo) -> None:
        """Use one service's database."""
        self._cards = mongo.brand_collection("cards")
        self._votes = mongo.brand_collection("card_votes")
        self._replies = mongo.brand_collection("replies")

    async def card(self, brand: str, id_: str) -> Card | None:
        """See CardStore."""
        document = await self._cards.get(brand, id_)
        return _card_of(document) if document is not None else None

    async def page(
        self, brand: str, filters: CardFilters, after: tuple[datetime, str] | None, limit: int
    ) -> Sequence[Card]:
        """See CardStore."""
        wanted: Document = {
            "state": filters.state,
            "author": filters.author,
            "content.topics": filters.topic,
            "content.language": filters.language,
        }
        query = {name: value for name, value in wanted.items() if value is not None}
        if filters.q is not None:
            query["words"] = {"$all": search_words(filters.q) or [""]}
        documents = await page_of_list(self._cards, brand, query, ("made_at", -1), after, limit)
        return [_card_of(each) for each in documents]

    async def sharing(self, brand: str, topics: Collection[str], words: Collection[str], limit: int) -> Sequence[Card]:
        """See CardStore."""
        shared = [{"content.topics": {"$in": list(topics)}}, {"words": {"$in": list(words)}}]
        query: Document = {"state": "published", "$or": shared}
        documents = await self._cards.find(brand, query, sort=[("made_at", -1)], limit=limit)
        return [_card_of(each) for each in documents]

    async def figures(self, brand: str, cards: Collection[str]) -> Mapping[str, CardFigures]:
        """See CardStore."""
        if not cards:
            return {}
        of_these = {"$match": {"card": {"$in": list(cards)}}}
        counted: defaultdict[str, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
        by_state = {"_id": {"card": "$card", "state": "$state"}, "count": {"$sum": 1}}
        for row in await self._replies.aggregate(brand, [of_these, {"$group": by_state}]):
            figures = counted[row["_id"]["card"]]
            figures["uses"] += row["count"]
            outcome = OUTCOMES.get(row["_id"]["state"])
            if outcome is not None:
                figures[outcome] += row["count"]
        by_word = {"_id": {"card": "$card", "helpful": "$helpful"}, "count": {"$sum": 1}}
        for row in await self._votes.aggregate(brand, [of_these, {"$group": by_word}]):
            counted[row["_id"]["card"]]["helpful" if row["_id"]["helpful"] else "unhelpful"] += row["count"]
        return {card: CardFigures(**figures) for card, figures in counted.items()}

    async def write(self, before: Card | None, after: Card) -> None:
        """See CardStore."""
        document = {name: value for name, value in asdict(after).items() if name not in ("brand", "id")}
        document["words"] = search_words(f"{after.content.title} {after.content.text}")
        if before is None:
            write = self._cards.insert(after.brand, after.id, document)
        else:
            write = self._cards.replace(after.brand, after.id, document, where={"version": before.version})
        done = await self._cards.write([write])
        if done.duplicates or done.inserted + done.matched != 1:
            raise VersionConflict

    async def vote(self, brand: str, card: str, person: str, *, helpful: bool) -> None:
        """See CardStore."""
        word = {"$set": {"card": card, "person": person, "helpful": helpful}}
        await self._votes.write([self._votes.update(brand, f"{card}/{person}", word, upsert=True)])


def _card_of(document: Mapping[str, Any]) -> Card:
    fields = {name: value for name, value in document.items() if name not in ("_id", "words")}
    return _CARD.validate_python({**fields, "id": id_of(document)})
