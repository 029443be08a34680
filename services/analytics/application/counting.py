"""Events in, numbers out: a batch is counted in one transaction, each event of it exactly once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from chassis.errors import Fenced
from chassis.messaging.ports import Delivery, Retry
from contracts.event import Event
from services.analytics.application.meaning import Meaning, meaning_of
from services.analytics.application.ports import Count, Ledger, Partition, Person
from services.analytics.consumers import crisis_events as reading_crisis
from services.analytics.consumers import inbox_events as reading_inbox
from services.analytics.consumers import routing_events as reading_routing
from services.analytics.domain.journeys import Journey, advance, credited
from services.analytics.domain.tally import Tally, shelves
from services.analytics.domain.vocabulary import Shelf, Vocabulary, limit_of
from services.analytics.domain.windows import Calendar

READING = (reading_inbox, reading_routing, reading_crisis)  # importing them fills the registry of readers
RACES = 5  # tries after another process wrote first; then the consumer backs off, so that two do not race for ever
REMEMBERED = 20_000  # vocabularies kept in memory; lines only ever grow, so what is remembered stays right


class CountEvents:
    """The batch handler. Publishes nothing."""

    def __init__(self, ledger: Ledger, calendar: Calendar, attribution_window: timedelta) -> None:
        """Count into `ledger`; a touch earns a sale for `attribution_window`."""
        self._ledger = ledger
        self._calendar = calendar
        self._window = attribution_window
        self._vocabularies: dict[Shelf, Vocabulary] = {}

    async def __call__(self, batch: Sequence[Delivery]) -> Sequence[Event]:
        """Count a batch; records that were counted before have no effect."""
        for _ in range(RACES):
            try:
                await self._count(batch)
            except Fenced:
                self._vocabularies.clear()
            else:
                return ()
        raise Retry("counted_elsewhere")

    async def _count(self, batch: Sequence[Delivery]) -> None:
        events = {(delivery.event.brand, delivery.event.id): delivery.event for delivery in reversed(batch)}
        reached = _reached(batch)
        known = await self._ledger.known(events.keys(), reached.keys())
        new = [key for key in events if key not in known.seen]
        meaning = meaning_of(events[key] for key in new)
        count = Count(seen=new, changes=meaning.changes, offsets=_moves(reached, known.offsets))
        if new:
            await self._add_up(meaning, count)
        if new or count.offsets:
            await self._ledger.commit(count)
            self._remember(count.vocabularies)

    async def _add_up(self, meaning: Meaning, count: Count) -> None:
        before, after = await self._journeys(meaning)
        count.journeys = after
        lost = [fact for (brand, _), journey in before.items() for fact in credited(brand, journey.sales)]
        won = [fact for (brand, _), journey in after.items() for fact in credited(brand, journey.sales)]
        vocabularies, grown = await self._lines(Meaning([*meaning.facts, *lost, *won]))
        count.vocabularies = grown
        tally = Tally(self._calendar, vocabularies)
        for fact in (*meaning.facts, *won):
            tally.add(fact)
        for fact in lost:
            tally.add(fact, -1)
        count.cells = tally.cells()

    async def _journeys(self, meaning: Meaning) -> tuple[dict[Person, Journey], dict[Person, Journey]]:
        """The journeys this batch changes, before and after."""
        found = await self._ledger.journeys(meaning.steps.keys()) if meaning.steps else {}
        before = {person: found.get(person, Journey()) for person in meaning.steps}
        after = {person: advance(before[person], step, self._window) for person, step in meaning.steps.items()}
        return before, after

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
        """Keep vocabularies that are written; forgetting them costs one read."""
        if len(self._vocabularies) > REMEMBERED:
            self._vocabularies.clear()
        self._vocabularies.update(written)


def _has(vocabulary: Vocabulary, values: set[str]) -> bool:
    return len(vocabulary.values) >= vocabulary.limit or values <= vocabulary.values


def _reached(batch: Sequence[Delivery]) -> dict[Partition, int]:
    """The next offset of each partition after a batch."""
    reached: dict[Partition, int] = {}
    for delivery in batch:
        topic, number, offset = delivery.position
        reached[topic, number] = max(offset + 1, reached.get((topic, number), 0))
    return reached


def _moves(reached: Mapping[Partition, int], known: Mapping[Partition, int]) -> dict[Partition, tuple[int | None, int]]:
    """The partitions that get further than they were, with the offset expected there (the fence)."""
    return {
        partition: (known.get(partition), after)
        for partition, after in reached.items()
        if after > known.get(partition, -1)
    }
