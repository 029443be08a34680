"""Counting in MongoDB: a batch's buckets, ids, stories, events and offsets in one transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from chassis.errors import VersionConflict
from chassis.mongo import Document, Mongo, Session, Write, key
from chassis.offsets import Offsets
from chassis.outbox import Outbox
from chassis.timers import NewTimer, Timers
from services.crisis.application.detection import detect_key
from services.crisis.application.ports import CountDecision, EventKey, TopicPartition
from services.crisis.domain.boilerplate import BlockUse
from services.crisis.domain.story import Growth, Story
from services.crisis.domain.tally import BucketCount
from services.crisis.persistence.boilerplate import BlockUses
from services.crisis.persistence.detection import DETECTOR
from services.crisis.persistence.documents import document
from services.crisis.persistence.stories import FOR_COUNTING, erasures, grown_story, new_story, story_of
from services.crisis.settings import CrisisSettings

CANDIDATES_MOST = 2_000  # stories read for one batch; the largest come first when there are more


class MongoCountLedger:
    """The collections `buckets`, `seen`, `stories` and `brands` of all brands, and the group's offsets."""

    def __init__(
        self, mongo: Mongo, offsets: Offsets, outbox: Outbox, timers: Timers, settings: CrisisSettings
    ) -> None:
        self._mongo = mongo
        self._offsets = offsets
        self._outbox = outbox
        self._timers = timers
        self._settings = settings
        self._buckets = mongo.brand_collection("buckets")
        self._seen = mongo.brand_collection("seen")
        self._stories = mongo.brand_collection("stories")
        self._blocks = BlockUses(mongo)
        self._brands = mongo.brand_collection("brands")
        self._detectors = mongo.brand_collection("detectors")

    async def offsets(self, partitions: Collection[TopicPartition]) -> Mapping[TopicPartition, int]:
        """The next offset of each partition that was counted before."""
        return await self._offsets.load(partitions)

    async def seen(self, events: Collection[EventKey]) -> Collection[EventKey]:
        """The ones of these events that were counted before."""
        return (await self._seen.get_many(events, projection={"_id": 1})).keys()

    async def stories(self, bands: Mapping[str, Collection[str]]) -> Mapping[str, Sequence[Story]]:
        """By brand, the stories that share one of these bands, the largest first."""
        pairs = [(brand, {"bands": {"$in": sorted(its)}}) for brand, its in bands.items()]
        stories: dict[str, list[Story]] = defaultdict(list)
        for stored in await self._stories.find_for(
            pairs, projection=FOR_COUNTING, sort=[("messages", -1)], limit=CANDIDATES_MOST
        ):
            stories[stored["brand"]].append(story_of(stored))
        return stories

    async def blocks(self, blocks: Mapping[str, Collection[str]]) -> Mapping[str, Mapping[str, BlockUse]]:
        """By brand, who sent these text blocks below what."""
        return await self._blocks.of(blocks)

    async def commit(self, decision: CountDecision) -> None:
        """Write a batch in one transaction, then how far it was read.

        The progress of partitions is no part of the transaction: all replicas write it to one document a brand, where
        their transactions would collide.
        """
        timers = await self._first_turns(decision)
        await self._mongo.transaction(lambda session: self._write(decision, timers, session))
        await self._write_progress(decision)

    async def _write(self, decision: CountDecision, timers: Sequence[NewTimer], session: Session) -> None:
        await self._offsets.advance(decision.moves, session)
        await self._buckets.write(list(self._bucket_writes(decision)), session=session)
        await self._write_seen(decision, session)
        await self._write_stories(decision, session)
        expires = decision.at + timedelta(hours=self._settings.story_hours)
        writes = list(self._blocks.writes(decision.blocks, expires))
        if (await self._blocks.collection.write(writes, session=session)).duplicates:
            raise VersionConflict
        await self._outbox.add(decision.events_after(await self._sizes(decision, session)), session)
        await self._timers.schedule(timers, session)

    def _bucket_writes(self, decision: CountDecision) -> Iterator[Write]:
        for (brand, start), count in decision.counts.items():
            change = _increment(start, count, self._settings.bucket_days)
            yield self._buckets.update(brand, f"{start}/{decision.lane}", change, upsert=True)

    async def _write_seen(self, decision: CountDecision, session: Session) -> None:
        forget = {"expires_at": decision.at + timedelta(days=self._settings.seen_days)}
        writes = [self._seen.insert(brand, event, forget) for brand, event in decision.seen]
        if (await self._seen.write(writes, session=session)).duplicates:
            raise VersionConflict  # counted by another process since the batch was loaded: the transaction is dead

    async def _write_stories(self, decision: CountDecision, session: Session) -> None:
        erased = [
            self._stories.update_where(brand, stories, change, many=True)
            for brand, conversations in decision.erased.items()
            for stories, change in erasures(conversations)
        ]
        await self._stories.write(erased, ordered=True, session=session)
        writes = list(self._story_writes(decision))
        done = await self._stories.write(writes, session=session)
        if done.duplicates or done.inserted + done.matched != len(writes):
            raise VersionConflict  # begun, found, erased or expired since it was read

    async def _sizes(self, decision: CountDecision, session: Session) -> Mapping[tuple[str, str], int]:
        """How many messages the stories have now that others may have added to since they were read."""
        sizes: dict[tuple[str, str], int] = {}
        for brand, stories in decision.overtakable().items():
            places = {"_id": {"$in": [key(brand, story) for story in stories]}}
            fields = {"id": 1, "messages": 1}
            found = await self._stories.find(brand, places, limit=len(stories), projection=fields, session=session)
            sizes |= {(brand, each["id"]): each["messages"] for each in found}
        return sizes

    def _story_writes(self, decision: CountDecision) -> Iterator[Write]:
        expires = decision.at + timedelta(hours=self._settings.story_hours)
        for brand, growths in decision.growths.items():
            for growth in growths:
                if growth.is_new:
                    yield self._stories.insert(brand, growth.story.id, new_story(growth, expires))
                else:
                    change = grown_story(growth, expires)
                    yield self._stories.update(brand, growth.story.id, change, where=_as_read(growth))

    async def _first_turns(self, decision: CountDecision) -> list[NewTimer]:
        """The timers that begin the watch of brands; one that has a detector keeps its timer."""
        watched = await self._detectors.get_many(
            ((brand, DETECTOR) for brand in decision.watched), projection={"_id": 1}
        )
        first = decision.at + timedelta(seconds=self._settings.bucket_seconds)
        return [
            NewTimer(detect_key(brand), brand, "detect", first)
            for brand in decision.watched
            if (brand, DETECTOR) not in watched
        ]

    async def _write_progress(self, decision: CountDecision) -> None:
        writes = []
        for brand, partitions in decision.progress.items():
            read = {
                f"read.{partition}": {"at": progress.at, "counted_at": progress.counted_at}
                for partition, progress in partitions.items()
            }
            writes.append(self._brands.update(brand, "brand", {"$set": read}, upsert=True))
        await self._brands.write(writes)


def _increment(start: int, count: BucketCount, days: int) -> Document:
    until = datetime.fromtimestamp(start, UTC) + timedelta(days=days)
    sums = document(count)
    stories = sums.pop("stories")
    for story, its in stories.items():
        sums |= {f"stories.{story}.{name}": number for name, number in its.items()}
    for kind in ("languages", "channels"):
        sums |= {f"{kind}.{name}": number for name, number in sums.pop(kind).items()}
    added = {name: number for name, number in sums.items() if number}  # what is missing is read as zero
    return {"$inc": added, "$set": {"start": start, "expires_at": until}}


def _as_read(growth: Growth) -> Document:
    """What a story must still be as it grows: unfound if it was read so, with no more messages if it is found now.

    The finding tells all messages so far, so it must have read every one of them. Words that were erased meanwhile are
    neither told nor grown.
    """
    has_words: Document = {"bands": {"$ne": []}}
    if growth.announce:
        return {**has_words, "found": False, "messages": growth.story.messages - growth.messages}
    return has_words if growth.story.found else {**has_words, "found": False}
