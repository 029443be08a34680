"""The rows of one brand, by ranges of their ids: in steps, so that no command takes long."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import Any

from chassis.mongo import BrandCollection, Document, Mongo, key
from services.analytics.persistence.generations import of_generation, placed

STEP = 500
MOST_SEEN = 2_000_000_000  # more than any log holds of one brand


def id_of(brand: str, document: Mapping[str, Any]) -> str:
    """The id of a row without its brand."""
    return str(document["_id"]).removeprefix(key(brand, ""))


def below(prefix: str) -> Document:
    """The condition on ids that begin with a prefix that ends with a slash: `0` is the character after it."""
    return {"_id": {"$gte": prefix, "$lt": f"{prefix[:-1]}0"}}


async def rows_of(collection: BrandCollection, brand: str, generation: int) -> AsyncIterator[list[Document]]:
    """The rows of a generation in the order of their ids, some at a time."""
    within = below(key(brand, placed(generation, "")))["_id"]
    while found := await collection.find(
        brand, {"_id": within, **of_generation(generation)}, sort=[("_id", 1)], limit=STEP
    ):
        yield found
        within = {"$gt": found[-1]["_id"], "$lt": within["$lt"]}


async def remove(collection: BrandCollection, brand: str, condition: Document) -> int:
    """Remove the rows of a brand that match, some at a time; returns how many there were."""
    removed = 0
    ids = below(key(brand, ""))
    while found := await collection.find(brand, {**ids, **condition}, projection={"_id": 1}, limit=STEP):
        await collection.write([collection.delete(brand, id_of(brand, each)) for each in found])
        removed += len(found)
    return removed


async def count_seen(mongo: Mongo, brand: str, generation: int) -> int:
    """How many events of the log a rebuild has counted."""
    of_these = {**below(key(brand, placed(generation, ""))), **of_generation(generation)}
    return await mongo.brand_collection("seen").count(brand, of_these, limit=MOST_SEEN)
