"""The ledger on MongoDB: what was seen, what it adds up to and how far the log was read, in one transaction."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Protocol

from chassis.clock import Clock
from chassis.errors import Fenced, VersionConflict
from chassis.mongo import BrandCollection, Mongo, Session, Write
from chassis.offsets import Offsets
from services.analytics.application.ports import (
    ConversationKey,
    CountedBatch,
    CountedBefore,
    EventKey,
    Partition,
    Person,
)
from services.analytics.domain.courses import Course
from services.analytics.domain.journeys import Journey
from services.analytics.domain.retention import Retention
from services.analytics.domain.vocabulary import Shelf, Vocabulary
from services.analytics.domain.windows import WindowCalendar
from services.analytics.persistence.courses import CourseCollection
from services.analytics.persistence.generations import PlacesInUse, RowPlaces, marked, placed
from services.analytics.persistence.incidents import IncidentCollection
from services.analytics.persistence.journeys import JourneyCollection
from services.analytics.persistence.vocabularies import VocabularyCollection
from services.analytics.persistence.windows import WindowCollection


class Positions(Protocol):
    """How far each partition was counted."""

    async def load(self, partitions: Collection[Partition]) -> Mapping[Partition, int]:
        """The next offset of each partition that was counted before."""

    async def advance(self, moves: Mapping[Partition, tuple[int | None, int]], session: Session) -> None:
        """Move partitions; raises Fenced when another process was first."""


class MongoLedger:
    """The writing side. `stripe` is this process's own set of window documents; readers add the stripes up.

    `beside` is given to count another generation beside the one in use: where its rows are, and its own positions.
    """

    def __init__(
        self,
        mongo: Mongo,
        clock: Clock,
        calendar: WindowCalendar,
        retention: Retention,
        *,
        group: str,
        stripe: int,
        beside: tuple[RowPlaces, Positions] | None = None,
    ) -> None:
        self._mongo = mongo
        self._clock = clock
        self._stripe = stripe
        self._keep = {
            calendar.seconds("minute"): retention.minutes,
            calendar.seconds("hour"): retention.hours,
        }
        self._places: RowPlaces
        self._offsets: Positions
        self._places, self._offsets = beside or (PlacesInUse(mongo), Offsets(mongo, group, fenced=True))
        self._seen = mongo.brand_collection("seen")
        self._windows = WindowCollection(mongo)
        self._journeys = JourneyCollection(mongo, self._places.of_state)
        self._courses = CourseCollection(mongo, self._places.of_state)
        self._remembered = timedelta(days=retention.seen_days)
        self._incidents = IncidentCollection(mongo)
        self._vocabularies = VocabularyCollection(mongo)

    async def counted_before(self, events: Collection[EventKey], partitions: Collection[Partition]) -> CountedBefore:
        """The ones of these events that were counted before, and the offset of each partition; two reads.

        Generations are read after the fence of the offsets, so that none is newer than what was read by it.
        """
        try:
            offsets = await self._offsets.load(partitions)
        except Fenced as held:
            raise VersionConflict from held
        await self._places.know({brand for brand, _ in events})
        keys = {
            (brand, placed(generation, id_)): (brand, id_)
            for brand, id_ in events
            for generation in self._places.of_seen(brand)
        }
        seen = await self._seen.get_many(keys, projection={"_id": 1})
        return CountedBefore(offsets, {keys[key] for key in seen})

    async def journeys(self, people: Collection[Person]) -> Mapping[Person, Journey]:
        """The journeys of these contacts, in one read."""
        return await self._journeys.of(people)

    async def courses(self, conversations: Collection[ConversationKey]) -> Mapping[ConversationKey, Course]:
        """The courses of these conversations, in one read."""
        return await self._courses.of(conversations)

    async def contacts_of_sales(self, sales: Collection[EventKey]) -> Mapping[EventKey, str]:
        """The contact whose journey has each of these sales, in one read."""
        return await self._journeys.with_sales(sales)

    async def vocabularies(self, shelves: Collection[Shelf]) -> Mapping[Shelf, Vocabulary]:
        """The vocabularies on these shelves, in one read."""
        return await self._vocabularies.on(shelves)

    async def commit(self, count: CountedBatch) -> None:
        """Write a batch in one transaction; raises VersionConflict when another process was first."""
        writes = self._writes(count)
        removals = await self._removals(count)

        async def work(session: Session) -> None:
            await self._offsets.advance(count.offsets, session)
            for collection, bulk in writes:
                await _write_all(collection, bulk, session)
            await self._journeys.collection.write(removals, session=session)

        try:
            await self._mongo.transaction(work)
        except Fenced as fenced:
            self._places.forget()
            raise VersionConflict from fenced

    async def _removals(self, count: CountedBatch) -> list[Write]:
        generations = {brand: await self._places.of_erased(brand) for brand in {brand for brand, _ in count.erased}}
        return [write for person in count.erased for write in self._journeys.removals(person, generations[person[0]])]

    def _writes(self, count: CountedBatch) -> list[tuple[BrandCollection, list[Write]]]:
        now = self._clock.now()
        lines, windows = self._vocabularies, self._windows
        changes = count.changes if self._places.takes_incidents() else ()
        return [
            (self._seen, [self._sight(*each, now) for each in count.seen]),
            (lines.collection, [lines.addition(*each) for each in count.vocabularies.items()]),
            (self._journeys.collection, [self._journeys.replacement(*each) for each in count.journeys.items()]),
            (
                self._courses.collection,
                [self._courses.replacement(*each, now + self._remembered) for each in count.courses.items()],
            ),
            (
                windows.collection,
                [
                    windows.addition(cell, additions, self._stripe, self._keep.get(cell.seconds), generation)
                    for cell, additions in count.cells.items()
                    if (generation := self._places.of_window(cell)) is not None
                ],
            ),
            (self._incidents.collection, [self._incidents.change(change) for change in changes]),
        ]

    def _sight(self, brand: str, id_: str, now: datetime) -> Write:
        generation = self._places.of_seen(brand)[0]
        return self._seen.insert(brand, placed(generation, id_), {"at": now, **marked(generation)})


async def _write_all(collection: BrandCollection, writes: list[Write], session: Session) -> None:
    """Send a bulk of which every write must take effect; one that does not was overtaken by another process."""
    if not writes:
        return
    result = await collection.write(writes, session=session)
    if result.duplicates or result.inserted + result.matched + result.upserted < len(writes):
        raise VersionConflict
