"""Stories as documents, with the counts of their spread beside them; counting writes both in one write."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from chassis.mongo import Document, behind
from services.crisis.application.slices import LargestKey, Slice
from services.crisis.domain.spread_counts import SpreadCounts, SpreadGain
from services.crisis.domain.story import CountedStory, Growth, Story
from services.crisis.persistence.collection import BrandDocuments, Scope
from services.crisis.persistence.documents import document, value

FOR_COUNTING: Document = {
    **{each.name: 1 for each in fields(Story) if each.name not in ("id", "known")},
    **{"id": 1, "brand": 1},
    "known.authors": {"$ifNull": ["$spread.authors", []]},
    "known.languages": {
        "$map": {"input": {"$objectToArray": {"$ifNull": ["$spread.languages", {}]}}, "in": "$$this.k"}
    },
}
"""What a batch reads of the stories it may add to: of their spread only the authors, and which languages."""


def story_of(stored: Document) -> Story:
    """A story from its document."""
    return value(Story, stored)


def counted_story_of(stored: Document) -> CountedStory:
    """A story with its spread; one that was stored before spread was counted has none."""
    return CountedStory(story_of(stored), value(SpreadCounts, stored.get("spread", {})))


def new_story(growth: Growth, expires: datetime) -> Document:
    """The document of a story that begins."""
    stored = document(growth.story)
    del stored["known"]
    if growth.gain is not None:
        stored["spread"] = _keyed(document(SpreadCounts().plus(growth.gain)))
    return {**stored, "expires_at": expires}


def grown_story(growth: Growth, expires: datetime) -> Document:
    """The change of a story that grows: additions, so that two processes may write the same one."""
    change: Document = {
        "$inc": {"messages": growth.messages, "reach": growth.reach},
        "$max": {"last_at": growth.story.last_at},
        "$set": {"expires_at": expires, **({"found": True, "untold": []} if growth.announce else {})},
    }
    if growth.kept:
        change["$push"] = {"untold": {"$each": [document(each) for each in growth.kept]}}
    if growth.gain is not None:
        _add_spread(change, growth.gain)
    return change


def erasures(conversations: Collection[str]) -> list[tuple[Document, Document]]:
    """The changes that take erased conversations out of stories, in their order, each with the stories it is for.

    Stories of older builds do not know where they began: while they are untold, their first message does.
    """
    these = {"$in": sorted(conversations)}
    no_words: Document = {"$set": {"example": "", "cleaned": "", "lead": "", "bands": [], "begun_in": ""}}
    first = {"begun_in": None, "untold.conversation": these, "untold.0.conversation": these}
    return [
        ({"begun_in": these}, no_words),
        (first, no_words),
        ({"untold.conversation": these}, {"$pull": {"untold": {"conversation": these}}}),
    ]


def _add_spread(change: Document, gain: SpreadGain) -> None:
    earliest: Document = {"spread.since": gain.since}
    for kind in ("messages", "reach"):
        change["$inc"] |= {f"spread.{kind}.{slot}": count for slot, count in getattr(gain, kind).items()}
    for kind in ("languages", "channels"):
        for name, crossing in getattr(gain, kind).items():
            change["$inc"][f"spread.{kind}.{name}.messages"] = crossing.messages
            earliest[f"spread.{kind}.{name}.first_at"] = crossing.first_at
    change["$inc"] |= {f"spread.tones.{tone}": count for tone, count in gain.tones.items()}
    change["$min"] = earliest
    if gain.authors:
        change["$addToSet"] = {"spread.authors": {"$each": list(gain.authors)}}
    if gain.stale:
        change["$unset"] = {f"spread.{kind}.{slot}": "" for kind in ("messages", "reach") for slot in gain.stale}


def _keyed(spread: Mapping[str, Any]) -> Document:
    """Numbers of slots as names of fields."""
    slots = {kind: {str(slot): count for slot, count in spread[kind].items()} for kind in ("messages", "reach")}
    return {**spread, **slots}


class MongoStories:
    """The collection `stories`, by the story's id."""

    def __init__(self, scope: Scope) -> None:
        self._documents = BrandDocuments(scope, "stories")

    async def find(self, id_: str) -> CountedStory | None:
        """A story that was announced."""
        stored = await self._documents.get(id_)
        return counted_story_of(stored) if stored is not None and stored["found"] else None

    async def many(self, ids: Collection[str]) -> list[CountedStory]:
        """Stories by id that were announced."""
        return [counted_story_of(each) for each in await self._documents.many(ids, {"found": True})]

    async def largest(self, limit: int, after: LargestKey | None) -> Slice[CountedStory, LargestKey]:
        """Stories that were announced, the largest first."""
        filter_: dict[str, object] = {"found": True}
        if after is not None:
            filter_ |= behind(self._documents.brand, ("messages", -1), -1, after)
        stored = await self._documents.find(filter_, sort=[("messages", -1), ("_id", -1)], limit=limit + 1)
        counted = [counted_story_of(each) for each in stored[:limit]]
        last = counted[-1].story if len(stored) > limit else None
        return Slice(counted, (last.messages, last.id) if last is not None else None)
