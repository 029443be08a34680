"""Vocabularies: the values of a dimension that have a line of their own, per brand and month."""

from __future__ import annotations

from collections.abc import Collection

from chassis.mongo import BrandCollection, Mongo, Write
from services.analytics.domain.vocabulary import Shelf, Vocabulary, limit_of


class VocabularyCollection:
    """Reads vocabularies and adds lines to them."""

    def __init__(self, mongo: Mongo) -> None:
        self.collection: BrandCollection = mongo.brand_collection("vocabularies")

    async def on(self, shelves: Collection[Shelf]) -> dict[Shelf, Vocabulary]:
        """The vocabularies on these shelves, in one read; empty ones are left out."""
        ids = {(shelf.brand, _id(shelf)): shelf for shelf in shelves}
        documents = await self.collection.get_many(ids)
        return {
            ids[key]: Vocabulary(limit_of(ids[key].dimension), frozenset(document["values"]))
            for key, document in documents.items()
        }

    def addition(self, shelf: Shelf, vocabulary: Vocabulary) -> Write:
        """The write of new lines. Lines are only added, so writers agree; a race may pass the limit by a few."""
        lines = {"$addToSet": {"values": {"$each": sorted(vocabulary.values)}}}
        return self.collection.update(shelf.brand, _id(shelf), lines, upsert=True)


def _id(shelf: Shelf) -> str:
    return f"{shelf.dimension}/{shelf.month}"
