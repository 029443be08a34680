"""Who accepted the guideline, in MongoDB: a copy of the inbox's newest word on each person in each campaign."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from chassis.mongo import Mongo, Write
from services.routing.application.ports import BrandAnd
from services.routing.domain.guideline import AcceptanceCopy

VERSIONS_OF_A_CAMPAIGN = 1_000_000  # by which the campaign of a word is known that was stored without it


class MongoAcceptances:
    """One small document per person on whom there was a word: `campaigns` has the word of each by its number.

    Builds before kept one word for all campaigns, in `version` and `may_answer`: it counts as its campaign's.
    """

    def __init__(self, mongo: Mongo) -> None:
        """Use the `acceptances` collection."""
        self._acceptances = mongo.brand_collection("acceptances")

    async def get_many(self, keys: Iterable[BrandAnd]) -> dict[BrandAnd, tuple[AcceptanceCopy, ...]]:
        """Words by (brand, person) in one read, one a campaign, in the order of campaigns."""
        return {each: _words(one) for each, one in (await self._acceptances.get_many(keys)).items()}

    async def put(self, words: Mapping[BrandAnd, Sequence[AcceptanceCopy]]) -> None:
        """Store words in two bulks; an older one changes nothing, also when both come at once."""
        before_the_first = {"$setOnInsert": {"version": 0, "may_answer": True}}
        places = [self._acceptances.update(brand, person, before_the_first, upsert=True) for brand, person in words]
        news = [self._newer(brand, person, word) for (brand, person), said in words.items() for word in said]
        await self._acceptances.write(places)
        await self._acceptances.write(news)

    def _newer(self, brand: str, person: str, word: AcceptanceCopy) -> Write:
        place = f"campaigns.{word.campaign}"
        return self._acceptances.update(
            brand,
            person,
            {"$set": {place: {"version": word.version, "may_answer": word.may_answer}}},
            where={f"{place}.version": {"$not": {"$gte": word.version}}},
        )


def _words(document: dict[str, Any]) -> tuple[AcceptanceCopy, ...]:
    words = {
        int(number): AcceptanceCopy(int(number), each["may_answer"], each["version"])
        for number, each in document.get("campaigns", {}).items()
    }
    if document["version"]:
        campaign = document["version"] // VERSIONS_OF_A_CAMPAIGN
        only = AcceptanceCopy(campaign, document["may_answer"], document["version"])
        words[campaign] = max(only, words.get(campaign, only), key=lambda each: each.version)
    return tuple(words[campaign] for campaign in sorted(words))
