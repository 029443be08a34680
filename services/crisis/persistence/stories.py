"""Stories as documents; counting writes them, this is the reading side."""

from __future__ import annotations

from chassis.mongo import Document, behind
from services.crisis.application.slices import LargestKey, Slice
from services.crisis.domain.story import Story
from services.crisis.persistence.collection import BrandDocuments, Scope
from services.crisis.persistence.documents import value


def story_of(stored: Document) -> Story:
    """A story from its document."""
    return value(Story, stored)


class MongoStories:
    """The collection `stories`, by the story's id."""

    def __init__(self, scope: Scope) -> None:
        self._documents = BrandDocuments(scope, "stories")

    async def largest(self, limit: int, after: LargestKey | None) -> Slice[Story, LargestKey]:
        """Stories that were announced, the largest first."""
        filter_: dict[str, object] = {"found": True}
        if after is not None:
            filter_ |= behind(self._documents.brand, ("messages", -1), -1, after)
        stored = await self._documents.find(filter_, sort=[("messages", -1), ("_id", -1)], limit=limit + 1)
        stories = [story_of(each) for each in stored[:limit]]
        following = (stories[-1].messages, stories[-1].id) if len(stored) > limit else None
        return Slice(stories, following)
