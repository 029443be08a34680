"""Uses of text blocks as documents, by hash; they expire when nobody adds to them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime

from chassis.mongo import BrandCollection, Mongo, Write
from services.crisis.domain.boilerplate import BlockUse
from services.crisis.persistence.documents import document, value


class BlockUses:
    """The collection `blocks`, of all brands."""

    def __init__(self, mongo: Mongo) -> None:
        self.collection: BrandCollection = mongo.brand_collection("blocks")

    async def of(self, blocks: Mapping[str, Collection[str]]) -> dict[str, dict[str, BlockUse]]:
        """By brand, the uses of these blocks, in one read; unknown ones are left out."""
        stored = await self.collection.get_many((brand, block) for brand, its in blocks.items() for block in its)
        uses: dict[str, dict[str, BlockUse]] = {}
        for (brand, block), each in stored.items():
            uses.setdefault(brand, {})[block] = value(BlockUse, each)
        return uses

    def writes(self, uses: Mapping[str, Mapping[str, BlockUse]], expires: datetime) -> Iterator[Write]:
        """The writes of uses that changed."""
        for brand, its in uses.items():
            for block, use in its.items():
                fields = {**document(use), "expires_at": expires}
                yield self.collection.update(brand, block, {"$set": fields}, upsert=True)
