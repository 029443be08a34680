"""Records of reviews as documents."""

from __future__ import annotations

from services.crisis.domain.review_record import ReviewRecord
from services.crisis.persistence.collection import BrandDocuments, Scope
from services.crisis.persistence.documents import document, value


class MongoReviews:
    """The collection `reviews`, by the incident's id."""

    def __init__(self, scope: Scope) -> None:
        self._documents = BrandDocuments(scope, "reviews")

    async def of(self, incident: str) -> ReviewRecord:
        """The record; the empty one at version 0 where nobody wrote one."""
        stored = await self._documents.get(incident)
        return value(ReviewRecord, stored) if stored else ReviewRecord(incident)

    async def write(self, record: ReviewRecord) -> None:
        """Put a record in place of the one before."""
        await self._documents.put(record.incident, document(record))
