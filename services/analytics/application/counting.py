"""Counts events: their facts are added up and written in one transaction, each event exactly once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from zoneinfo import ZoneInfo

from chassis.errors import VersionConflict
from chassis.retrying import on_conflict
from contracts.event import Event
from services.analytics.application.meaning import Meaning
from services.analytics.application.ports import (
    ConversationKey,
    CountedBatch,
    EventKey,
    NumbersLedger,
    Partition,
    Person,
)
from services.analytics.domain.courses import Course, course_facts, kept
from services.analytics.domain.courses import advance as course_after
from services.analytics.domain.facts import Fact
from services.analytics.domain.journeys import Journey, advance, credited
from services.analytics.domain.tally import Tally, shelves, utc
from services.analytics.domain.vocabulary import Shelf, Vocabulary, limit_of
from services.analytics.domain.windows import WindowCalendar

CACHED_VOCABULARIES = 20_000  # vocabularies in memory; lines only ever grow, so a cached one stays right


class Counting:
    """Counts into a ledger."""

    def __init__(
        self,
        ledger: NumbersLedger,
        calendar: WindowCalendar,
        attribution_window: timedelta,
        meaning_of: Callable[[Iterable[Event]], Meaning],
        zone_of: Callable[[str], ZoneInfo] = utc,
    ) -> None:
        """A touch earns a sale for `attribution_window`; `meaning_of` reads what events mean to the numbers.

        `zone_of` gives the zone whose days a brand counts in.
        """
        self._ledger = ledger
        self._calendar = calendar
        self._window = attribution_window
        self._meaning_of = meaning_of
        self._zone_of = zone_of
        self._vocabularies: dict[Shelf, Vocabulary] = {}

    async def count(self, events: Mapping[EventKey, Event], next_offsets: Mapping[Partition, int]) -> None:
        """Count events; those that were counted before have no effect.

        Raises:
            VersionConflict: Other processes counted the same numbers first, in every attempt.
        """

        async def attempt() -> None:
            try:
                await self._count(events, next_offsets)
            except VersionConflict:
                self._vocabularies.clear()
                raise

        await on_conflict(attempt)

    async def _count(self, events: Mapping[EventKey, Event], next_offsets: Mapping[Partition, int]) -> None:
        before = await self._ledger.counted_before(events.keys(), next_offsets.keys())
        new = [key for key in events if key not in before.seen]
        meaning = self._meaning_of(events[key] for key in new)
        moves = _moves(next_offsets, before.offsets)
        count = CountedBatch(seen=new, changes=meaning.changes, erased=meaning.erased, offsets=moves)
        if new:
            await self._add_up(meaning, count)
        if new or count.offsets:
            await self._ledger.commit(count)
            self._remember(count.vocabularies)

    async def _add_up(self, meaning: Meaning, count: CountedBatch) -> None:
        if meaning.corrections:
            named = {(each.brand, each.sale.corrects or "") for each in meaning.corrections}
            meaning.place(await self._ledger.contacts_of_sales(named))
        before, after = await self._journeys(meaning)
        count.journeys = after
        lost = [fact for (brand, _), journey in before.items() for fact in credited(brand, journey.sales)]
        won = [fact for (brand, _), journey in after.items() for fact in credited(brand, journey.sales)]
        courses_before, courses_after = await self._courses(meaning)
        count.courses = {conversation: kept(course) for conversation, course in courses_after.items()}
        lost += _facts_of(courses_before)
        won += _facts_of(courses_after)
        vocabularies, grown = await self._lines(Meaning([*meaning.facts, *lost, *won]))
        count.vocabularies = grown
        tally = Tally(self._calendar, vocabularies, self._zone_of)
        for fact in (*meaning.facts, *won):
            tally.add(fact)
        for fact in lost:
            tally.add(fact, -1)
        count.cells = tally.cells()

    async def _journeys(self, meaning: Meaning) -> tuple[dict[Person, Journey], dict[Person, Journey]]:
        """The journeys this batch changes, before and after."""
        stored = await self._ledger.journeys(meaning.steps.keys()) if meaning.steps else {}
        before = {person: stored.get(person, Journey()) for person in meaning.steps}
        after = {person: advance(before[person], step, self._window) for person, step in meaning.steps.items()}
        return before, after

    async def _courses(self, meaning: Meaning) -> tuple[dict[ConversationKey, Course], dict[ConversationKey, Course]]:
        """The courses this batch changes, before and after."""
        stored = await self._ledger.courses(meaning.courses.keys()) if meaning.courses else {}
        before = {key: stored.get(key, Course(step.channel)) for key, step in meaning.courses.items()}
        return before, {key: course_after(before[key], step) for key, step in meaning.courses.items()}

    async def _lines(self, meaning: Meaning) -> tuple[dict[Shelf, Vocabulary], dict[Shelf, Vocabulary]]:
        """The vocabularies these facts need, and those of them that grew."""
        needed = shelves(meaning.facts)
        lines = {shelf: self._vocabularies[shelf] for shelf in needed if shelf in self._vocabularies}
        short = [shelf for shelf, values in needed.items() if shelf not in lines or not _has(lines[shelf], values)]
        if short:
            stored = await self._ledger.vocabularies(short)
            lines |= {shelf: stored.get(shelf, Vocabulary(limit_of(shelf.dimension))) for shelf in short}
            self._remember(stored)
        grown = {}
        for shelf in short:
            wider = lines[shelf].admit(needed[shelf])
            if wider is not lines[shelf]:
                lines[shelf] = grown[shelf] = wider
        return lines, grown

    def _remember(self, written: Mapping[Shelf, Vocabulary]) -> None:
        """Cache vocabularies that are written; losing them costs one read."""
        if len(self._vocabularies) > CACHED_VOCABULARIES:
            self._vocabularies.clear()
        self._vocabularies.update(written)


def _facts_of(courses: Mapping[ConversationKey, Course]) -> list[Fact]:
    return [fact for (brand, _), course in courses.items() for fact in course_facts(brand, course)]


def _has(vocabulary: Vocabulary, values: set[str]) -> bool:
    return len(vocabulary.values) >= vocabulary.limit or values <= vocabulary.values


def _moves(
    reached: Mapping[Partition, int], stored: Mapping[Partition, int]
) -> dict[Partition, tuple[int | None, int]]:
    """The partitions that get further than they were, with the offset expected there (the fence)."""
    return {
        partition: (stored.get(partition), after)
        for partition, after in reached.items()
        if after > stored.get(partition, -1)
    }
