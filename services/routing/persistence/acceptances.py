"""Who accepted the guideline, in MongoDB: a copy of the inbox's newest word on each person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from chassis.mongo import Mongo
from services.routing.application.ports import BrandAnd
from services.routing.domain.guideline import AcceptanceCopy


class MongoAcceptances:
    """One small document per person on whom there was a word."""

    def __init__(self, mongo: Mongo) -> None:
        """Use the `acceptances` collection."""
        self._acceptances = mongo.brand_collection("acceptances")

    async def get_many(self, keys: Iterable[BrandAnd]) -> dict[BrandAnd, AcceptanceCopy]:
        """Words by (brand, person) in one read."""
        documents = await self._acceptances.get_many(keys)
        return {each: AcceptanceCopy(one["may_answer"], one["version"]) for each, one in documents.items()}

    async def put(self, words: Mapping[BrandAnd, AcceptanceCopy]) -> None:
        """Store words in two bulks; an older one changes nothing, also when both come at once."""
        before_the_first = {"$setOnInsert": {"version": 0, "may_answer": True}}
        places = [self._acceptances.update(brand, person, before_the_first, upsert=True) for brand, person in words]
        news = [
            self._acceptances.update(
                brand,
                person,
                {"$set": {"version": word.version, "may_answer": word.may_answer}},
                where={"version": {"$lt": word.version}},
            )
            for (brand, person), word in words.items()
        ]
        await self._acceptances.write(places)
        await self._acceptances.write(news)
