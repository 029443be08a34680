"""Messages of the inbox are counted into buckets and grouped into stories: once each, with the log's offsets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from chassis.errors import Fenced, VersionConflict
from chassis.messaging import Delivery, HandlerResult, Retry
from chassis.mongo import Session
from chassis.offsets import Offsets
from chassis.timers import NewTimer
from contracts.crisis import StoryFound
from contracts.ids import derived_id
from contracts.inbox import MessageStored
from services.crisis.application.ports import Signer
from services.crisis.application.unit import Parts
from services.crisis.domain.story import Growth, Post, Story, bands, cleaned, group, shingles
from services.crisis.domain.tally import Count, Heard, tally
from services.crisis.persistence.documents import document, value

CASES = frozenset({"respond", "escalate"})
CANDIDATES_MOST = 2_000  # stories read for one batch; the largest come first when there are more


@dataclass(frozen=True, slots=True)
class Batch:
    """What one batch adds: sums per bucket, growth per brand's stories, ids and how far each partition was read."""

    counts: dict[tuple[str, int], Count]
    growths: dict[str, list[Growth]]
    fresh: Sequence[tuple[int, MessageStored]]
    moves: dict[tuple[str, int], tuple[int | None, int]]
    lane: str


class OnInboxEvents:
    """Handler of `inbox.events`: one read of ids, one of stories, then one transaction with the offsets."""

    def __init__(self, parts: Parts, offsets: Offsets, signer: Signer) -> None:
        self._parts = parts
        self._offsets = offsets
        self._signer = signer
        self._watched: set[str] = set()

    async def __call__(self, batch: Sequence[Delivery]) -> HandlerResult:
        """Count a batch; a replay of it changes nothing."""
        try:
            prepared = await self._prepare(batch)
            if prepared.moves:
                await self._parts.mongo.transaction(lambda session: self._write(prepared, session))
                await self._progress(prepared)
                self._watched.update(brand for brand, _ in prepared.counts)
                self._parts.outbox.wake()
        except (Fenced, VersionConflict) as taken:
            raise Retry("counted_elsewhere") from taken
        return HandlerResult()

    async def _prepare(self, batch: Sequence[Delivery]) -> Batch:
        ends: dict[tuple[str, int], int] = {}
        for delivery in batch:
            place = (delivery.position.topic, delivery.position.partition)
            ends[place] = max(ends.get(place, 0), delivery.position.offset + 1)
        known = await self._offsets.load(ends)
        moves = {place: (known.get(place), end) for place, end in ends.items() if end > known.get(place, 0)}
        candidates = [
            (delivery.position.partition, delivery.event)
            for delivery in batch
            if isinstance(delivery.event, MessageStored)
            and delivery.event.direction == "inbound"
            and delivery.position.offset >= known.get((delivery.position.topic, delivery.position.partition), 0)
        ]
        fresh = await self._unseen(candidates)
        counts = tally((_heard(event) for _, event in fresh), self._parts.settings.bucket_seconds)
        growths = await self._stories([event for _, event in fresh])
        lane = str(min((partition for _, partition in moves), default=0))
        return Batch(counts, growths, fresh, moves, lane)

    async def _unseen(self, candidates: Iterable[tuple[int, MessageStored]]) -> list[tuple[int, MessageStored]]:
        """Leave out what was counted before under another offset: a re-publication carries the same id."""
        by_id = {(event.brand, event.id): (partition, event) for partition, event in candidates}
        seen = await self._parts.store["seen"].get_many(by_id, projection={"_id": 1})
        return [each for id_, each in by_id.items() if id_ not in seen]

    async def _stories(self, events: Sequence[MessageStored]) -> dict[str, list[Growth]]:
        posts: dict[str, list[Post]] = defaultdict(list)
        for event in events[: self._parts.settings.story_posts_per_batch]:
            if (post := self._post(event)) is not None:
                posts[event.brand].append(post)
        pairs = [
            (brand, {"bands": {"$in": sorted({band for post in found for band in post.bands})}})
            for brand, found in posts.items()
        ]
        known: dict[str, list[Story]] = defaultdict(list)
        for stored in await self._parts.store["stories"].find_for(
            pairs, sort=[("messages", -1)], limit=CANDIDATES_MOST
        ):
            known[stored["brand"]].append(value(Story, stored))
        growths = {}
        for brand, found in posts.items():
            least = self._parts.settings.story_messages
            growths[brand] = group(found, known[brand], self._signer.similarity, _story_id, least)
        return growths

    def _post(self, event: MessageStored) -> Post | None:
        text = cleaned(event.text)
        if not (pieces := shingles(text)):
            return None
        signature = self._signer.signature(pieces)
        reach = event.enrichment.reach or 0
        return Post(event.message, event.text, text, bands(signature, self._signer.rows), reach, event.at)

    async def _write(self, batch: Batch, session: Session) -> None:
        now = self._parts.clock.now()
        await self._offsets.advance(batch.moves, session)
        await self._write_counts(batch, now, session)
        await self._write_stories(batch, now, session)
        await self._watch({brand for brand, _ in batch.counts} - self._watched, now, session)

    async def _write_counts(self, batch: Batch, now: datetime, session: Session) -> None:
        settings, store = self._parts.settings, self._parts.store
        buckets, seen = store["buckets"], store["seen"]
        await buckets.write(
            [
                buckets.update(
                    brand, f"{start}/{batch.lane}", _increment(start, count, settings.bucket_days), upsert=True
                )
                for (brand, start), count in batch.counts.items()
            ],
            session=session,
        )
        forget = now + timedelta(days=settings.seen_days)
        result = await seen.write(
            [seen.insert(event.brand, event.id, {"expires_at": forget}) for _, event in batch.fresh], session=session
        )
        if result.duplicates:  # counted by another process since we looked: the transaction is dead, read again
            raise VersionConflict

    async def _progress(self, batch: Batch) -> None:
        """Say how far each partition stands, for the watch; not in the transaction, where replicas would collide."""
        now = self._parts.clock.now()
        brands = self._parts.store["brands"]
        progress: dict[str, dict[str, object]] = defaultdict(dict)
        for partition, event in batch.fresh:
            progress[event.brand][f"read.{partition}"] = {"at": event.at, "counted_at": now}
        await brands.write(
            [brands.update(brand, "brand", {"$set": read}, upsert=True) for brand, read in progress.items()]
        )

    async def _write_stories(self, batch: Batch, now: datetime, session: Session) -> None:
        stories = self._parts.store["stories"]
        expires = now + timedelta(hours=self._parts.settings.story_hours)
        writes, events = [], []
        for brand, growths in batch.growths.items():
            for growth in growths:
                story = growth.story
                if growth.is_new:
                    writes.append(stories.insert(brand, story.id, {**document(story), "expires_at": expires}))
                else:
                    grown = {
                        "$inc": {"messages": growth.messages, "reach": growth.reach},
                        "$max": {"last_at": story.last_at},
                        "$set": {"expires_at": expires, **({"found": True} if growth.announce else {})},
                    }
                    writes.append(stories.update(brand, story.id, grown))
                if growth.announce:
                    events.append(_found(brand, story, now))
        if (await stories.write(writes, session=session)).duplicates:
            raise VersionConflict
        await self._parts.outbox.add(events, session)

    async def _watch(self, brands: set[str], now: datetime, session: Session) -> None:
        """Begin to watch brands this process has not met; one that is watched already keeps its timer."""
        kept = self._parts.store["detectors"]
        begun = [brand for brand in brands if await kept.get(brand, "detector", session=session) is None]
        first = timedelta(seconds=self._parts.settings.bucket_seconds)
        await self._parts.timers.schedule(
            [NewTimer(f"detect/{brand}", brand, "detect", now + first) for brand in begun], session
        )


def _heard(event: MessageStored) -> Heard:
    is_case = event.triage.decision in CASES and (event.opened or event.reopened)
    reach = event.enrichment.reach or 0
    return Heard(event.brand, event.at.timestamp(), event.enrichment.sentiment.label, reach, is_case)


def _increment(start: int, count: Count, days: int) -> dict[str, object]:
    until = datetime.fromtimestamp(start, UTC) + timedelta(days=days)
    sums = {
        "inbound": count.inbound,
        "negative": count.negative,
        "unknown": count.unknown,
        "reach": count.reach,
        "cases": count.cases,
    }
    return {"$inc": sums, "$set": {"start": start, "expires_at": until}}


def _story_id(post: Post) -> str:
    return derived_id("story", post.message)


def _found(brand: str, story: Story, now: datetime) -> StoryFound:
    return StoryFound.after(
        story.id,
        "found",
        brand=brand,
        subject=story.id,
        version=1,
        at=now,
        story=story.id,
        messages=story.messages,
        reach=story.reach,
        example=story.example,
    )
