"""What the guidelines of brands ask of who answers, in MongoDB: a copy of the inbox's newest word."""

from __future__ import annotations

from typing import Any

from chassis.mongo import Mongo
from services.routing.domain.guideline import DemandedCertificate, GuidelineCopy
from services.routing.persistence.conditions import condition_document, condition_from

ID = "certificates"


class MongoGuidelines:
    """One small document per brand."""

    def __init__(self, mongo: Mongo) -> None:
        """Use the `guidelines` collection."""
        self._guidelines = mongo.brand_collection("guidelines")

    async def get(self, brand: str) -> GuidelineCopy:
        """The brand's copy; version 0 before the first."""
        document = await self._guidelines.get(brand, ID)
        if document is None:
            return GuidelineCopy()
        return GuidelineCopy(document["version"], tuple(_demand(each) for each in document["certificates"]))

    async def put(self, brand: str, guideline: GuidelineCopy) -> None:
        """Store a version; one that is older than the stored one changes nothing, also when both come at once."""
        certificates = [
            {
                "certificate": each.certificate,
                "where": condition_document(each.where),
                "lifted": [condition_document(lifted) for lifted in each.lifted],
            }
            for each in guideline.certificates
        ]
        before_the_first = {"$setOnInsert": {"version": 0, "certificates": []}}
        document = {"$set": {"version": guideline.version, "certificates": certificates}}
        older = {"version": {"$lt": guideline.version}}
        await self._guidelines.write([self._guidelines.update(brand, ID, before_the_first, upsert=True)])
        await self._guidelines.write([self._guidelines.update(brand, ID, document, where=older)])


def _demand(document: dict[str, Any]) -> DemandedCertificate:
    lifted = tuple(condition_from(each) for each in document["lifted"])
    return DemandedCertificate(document["certificate"], condition_from(document["where"]), lifted)
