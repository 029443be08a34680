"""The numbers in MongoDB: what was seen, what it adds up to and how far the log was read, in one transaction."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta

from chassis.clock import Clock
from chassis.errors import Fenced
from chassis.mongo import BrandCollection, Index, Mongo, Session, Write
from chassis.offsets import Offsets
from services.analytics.application.ports import Count, EventKey, Known, Partition, Person
from services.analytics.domain.journeys import Journey
from services.analytics.domain.vocabulary import Shelf, Vocabulary, limit_of
from services.analytics.domain.windows import Calendar
from services.analytics.persistence.documents import (
    incident_update,
    journey_document,
    journey_of,
    window_id,
    window_update,
)

SECONDS_A_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Retention:
    """How long things are kept: minutes for the live view, what was seen longer than any topic keeps a record."""

    minutes: timedelta = timedelta(days=3)
    hours: timedelta = timedelta(days=400)
    seen_days: int = 45
    journey_days: int = 400


def indexes(retention: Retention) -> Mapping[str, tuple[Index, ...]]:
    """The indexes this service needs."""
    return {
        "windows": (
            Index("by_time", [("brand", 1), ("w", 1), ("m", 1), ("at", 1)]),
            Index("expires", [("expires", 1)], ttl_seconds=0),
        ),
        "seen": (Index("forgotten", [("at", 1)], ttl_seconds=retention.seen_days * SECONDS_A_DAY),),
        "journeys": (Index("forgotten", [("newest", 1)], ttl_seconds=retention.journey_days * SECONDS_A_DAY),),
        "incidents": (Index("by_time", [("brand", 1), ("declared_at", -1)]),),
        "vocabularies": (Index("by_brand", [("brand", 1)]),),
    }


class MongoLedger:
    """The writing side. `stripe` is this process's own set of window documents; readers add the stripes up."""

    def __init__(
        self, mongo: Mongo, clock: Clock, calendar: Calendar, retention: Retention, *, group: str, stripe: int
    ) -> None:
        self._mongo = mongo
        self._clock = clock
        self._stripe = stripe
        self._keep = {
            calendar.seconds("minute"): retention.minutes,
            calendar.seconds("hour"): retention.hours,
        }
        self._offsets = Offsets(mongo, group)
        self._windows = mongo.brand_collection("windows")
        self._seen = mongo.brand_collection("seen")
        self._journeys = mongo.brand_collection("journeys")
        self._incidents = mongo.brand_collection("incidents")
        self._vocabularies = mongo.brand_collection("vocabularies")

    async def known(self, events: Collection[EventKey], partitions: Collection[Partition]) -> Known:
        """Which of these events were counted before, and how far each partition was; two reads."""
        offsets = await self._offsets.load(partitions)
        seen = await self._seen.get_many(events, projection={"_id": 1})
        return Known(offsets, seen.keys())

    async def journeys(self, people: Collection[Person]) -> Mapping[Person, Journey]:
        """The journeys of these contacts, in one read."""
        found = await self._journeys.get_many(people)
        return {person: journey_of(document) for person, document in found.items()}

    async def vocabularies(self, shelves: Collection[Shelf]) -> Mapping[Shelf, Vocabulary]:
        """The vocabularies on these shelves, in one read."""
        ids = {(shelf.brand, _vocabulary_id(shelf)): shelf for shelf in shelves}
        found = await self._vocabularies.get_many(ids)
        return {
            ids[key]: Vocabulary(limit_of(ids[key].dimension), frozenset(document["values"]))
            for key, document in found.items()
        }

    async def commit(self, count: Count) -> None:
        """Write a batch in one transaction; raises Fenced when another process was first."""

        async def work(session: Session) -> None:
            await self._advance(count, session)
            await _all_or_fenced(self._seen, self._seen_writes(count), session)
            await _all_or_fenced(self._vocabularies, self._vocabulary_writes(count), session)
            await _all_or_fenced(self._journeys, self._journey_writes(count), session)
            await _all_or_fenced(self._windows, self._window_writes(count), session)
            await _all_or_fenced(self._incidents, self._incident_writes(count), session)

        await self._mongo.transaction(work)

    async def _advance(self, count: Count, session: Session) -> None:
        if count.offsets:
            await self._offsets.advance(count.offsets, session)

    def _seen_writes(self, count: Count) -> list[Write]:
        now = self._clock.now()
        return [self._seen.insert(brand, id_, {"at": now}) for brand, id_ in count.seen]

    def _vocabulary_writes(self, count: Count) -> list[Write]:
        """Lines are only added, so writers who knew different ones agree; races may pass the limit by a few."""
        return [
            self._vocabularies.update(
                shelf.brand,
                _vocabulary_id(shelf),
                {"$addToSet": {"values": {"$each": sorted(vocabulary.values)}}},
                upsert=True,
            )
            for shelf, vocabulary in count.vocabularies.items()
        ]

    def _journey_writes(self, count: Count) -> list[Write]:
        return [
            self._journeys.insert(brand, contact, journey_document(journey))
            if journey.revision == 1
            else self._journeys.replace(brand, contact, journey_document(journey), where={"rev": journey.revision - 1})
            for (brand, contact), journey in count.journeys.items()
        ]

    def _window_writes(self, count: Count) -> list[Write]:
        return [
            self._windows.update(
                cell.brand,
                window_id(cell, self._stripe),
                window_update(cell, additions, self._keep.get(cell.seconds)),
                upsert=True,
            )
            for cell, additions in count.cells.items()
        ]

    def _incident_writes(self, count: Count) -> list[Write]:
        return [
            self._incidents.update(change.brand, change.incident, incident_update(change), upsert=True)
            for change in count.changes
        ]


def _vocabulary_id(shelf: Shelf) -> str:
    return f"{shelf.dimension}/{shelf.month}"


async def _all_or_fenced(collection: BrandCollection, writes: list[Write], session: Session) -> None:
    """Send a bulk of which every write must take effect; one that does not was overtaken by another process."""
    if not writes:
        return
    done = await collection.write(writes, session=session)
    if done.duplicates or done.inserted + done.matched + done.upserted < len(writes):
        raise Fenced("counted by another process")
