"""The store of analytics in memory: the same promises as the one on MongoDB, shown by the same suite."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from chassis.errors import VersionConflict
from services.analytics.application.ports import (
    Amounts,
    By,
    ConversationKey,
    CountedBatch,
    CountedBefore,
    EventKey,
    Partition,
    Person,
    Windows,
)
from services.analytics.domain.courses import Course
from services.analytics.domain.incidents import IncidentFigures, signal_id
from services.analytics.domain.journeys import Journey
from services.analytics.domain.numbers import Numbers
from services.analytics.domain.tally import Cell
from services.analytics.domain.vocabulary import Shelf, Vocabulary, value_of
from services.analytics.domain.windows import EVER_SECONDS, EVER_START, StoredLength, TimeSpan, WindowCalendar
from services.analytics.persistence.incidents import incident_of
from services.analytics.persistence.windows import add_stored


class MemoryStore:
    """Ledger and NumbersRepository in one."""

    def __init__(self, calendar: WindowCalendar) -> None:
        self.calendar = calendar
        self.seen: set[EventKey] = set()
        self.offsets: dict[Partition, int] = {}
        self.cells: dict[Cell, dict[str, Any]] = {}
        self.people: dict[Person, Journey] = {}
        self.conversations: dict[ConversationKey, Course] = {}
        self.lines: dict[Shelf, Vocabulary] = {}
        self.facts: dict[tuple[str, str], dict[str, Any]] = {}

    async def counted_before(self, events: Collection[EventKey], partitions: Collection[Partition]) -> CountedBefore:
        return CountedBefore({p: self.offsets[p] for p in partitions if p in self.offsets}, self.seen & set(events))

    async def journeys(self, people: Collection[Person]) -> Mapping[Person, Journey]:
        return {person: self.people[person] for person in people if person in self.people}

    async def courses(self, conversations: Collection[ConversationKey]) -> Mapping[ConversationKey, Course]:
        return {key: self.conversations[key] for key in conversations if key in self.conversations}

    async def contacts_of_sales(self, sales: Collection[EventKey]) -> Mapping[EventKey, str]:
        return {
            (brand, sale.id): contact
            for (brand, contact), journey in self.people.items()
            for sale in journey.sales
            if (brand, sale.id) in sales
        }

    async def vocabularies(self, shelves: Collection[Shelf]) -> Mapping[Shelf, Vocabulary]:
        return {shelf: self.lines[shelf] for shelf in shelves if shelf in self.lines}

    async def commit(self, count: CountedBatch) -> None:
        self._check(count)
        self.seen |= set(count.seen)
        self.people |= count.journeys
        for person in count.erased:
            self.people.pop(person, None)
        self.conversations |= count.courses
        self.offsets |= {partition: after for partition, (_, after) in count.offsets.items()}
        for shelf, vocabulary in count.vocabularies.items():
            known = self.lines.get(shelf, vocabulary)
            self.lines[shelf] = Vocabulary(vocabulary.limit, known.values | vocabulary.values)
        for cell, additions in count.cells.items():
            document = self.cells.setdefault(cell, {})
            for path, amount in additions.add.items():
                _at(document, path, lambda old, new=amount: (old or 0) + new)
            for path, amount in additions.peak.items():
                _at(document, path, lambda old, new=amount: new if old is None else max(old, new))
        self._change(count)

    def _check(self, count: CountedBatch) -> None:
        stale = any(
            self.people.get(person, Journey()).revision != journey.revision - 1
            for person, journey in count.journeys.items()
        ) or any(
            (known.revision if (known := self.conversations.get(key)) else 0) != course.revision - 1
            for key, course in count.courses.items()
        )
        moved = any(self.offsets.get(partition) != expected for partition, (expected, _) in count.offsets.items())
        if stale or moved or self.seen & set(count.seen):
            raise VersionConflict

    def _change(self, count: CountedBatch) -> None:
        for change in count.changes:
            kept = self.facts.setdefault((change.brand, change.incident), {"_id": f"{change.brand}/{change.incident}"})
            for name, at in change.earliest.items():
                kept[name] = min(kept.get(name, at), at)
            for name, amount in change.add.items():
                kept[name] = kept.get(name, 0) + amount
            for name, amount in change.highest.items():
                kept[name] = max(kept.get(name, amount), amount)
            kept.update(change.once)

    async def of_one_count(self, brand: str) -> MemoryStore:
        assert brand
        return self

    async def windows(
        self,
        brand: str,
        length: StoredLength,
        span: TimeSpan,
        measures: Collection[str],
        by: By = (),
    ) -> Windows:
        found: Windows = {}
        for cell, document in self.cells.items():
            fits = cell.brand == brand and cell.seconds == self.calendar.seconds(length) and cell.measure in measures
            if fits and span.start <= cell.start < span.end:
                found.setdefault(cell.measure, {})[cell.start] = _numbers_of(_shown(document, by))
        return found

    async def amounts(
        self, brand: str, lengths: Collection[StoredLength], span: TimeSpan, measures: Collection[str]
    ) -> dict[tuple[StoredLength, datetime, str], Amounts]:
        return {
            (length, at, measure): (numbers.count, numbers.total)
            for length in lengths
            for measure, windows in (await self.windows(brand, length, span, measures)).items()
            for at, numbers in windows.items()
        }

    async def totals(
        self,
        brand: str,
        spans: Sequence[tuple[StoredLength, TimeSpan]],
        measures: Collection[str],
        by: By = (),
    ) -> dict[str, Numbers]:
        totals: dict[str, Numbers] = {}
        for length, span in spans:
            for measure, windows in (await self.windows(brand, length, span, measures, by)).items():
                for numbers in windows.values():
                    totals.setdefault(measure, Numbers()).merge(numbers)
        return totals

    async def ever(self, brand: str, measures: Collection[str]) -> dict[str, Numbers]:
        return {
            cell.measure: _numbers_of(document)
            for cell, document in self.cells.items()
            if cell.brand == brand and cell.seconds == EVER_SECONDS and cell.measure in measures
        }

    async def incidents(self, brand: str, span: TimeSpan) -> list[IncidentFigures]:
        found = [
            incident_of(kept, self.facts.get((brand, signal_id(kept.get("signal", ""))), {}).get("signal_at"))
            for (owner, _), kept in self.facts.items()
            if owner == brand and "declared_at" in kept and _under_way(kept, span)
        ]
        return sorted(found, key=lambda each: each.declared_at or EVER_START, reverse=True)

    def numbers(self) -> dict[Cell, dict[str, Any]]:
        """Everything counted, without what came back to nothing, for comparing two histories."""
        return {cell: pruned for cell, document in self.cells.items() if (pruned := without_zeros(document))}


def _under_way(kept: Mapping[str, Any], span: TimeSpan) -> bool:
    end = kept.get("stood_down_at")
    return bool(kept["declared_at"] < span.end and (end is None or end >= span.start))


def _numbers_of(document: Mapping[str, Any]) -> Numbers:
    numbers = Numbers()
    add_stored(numbers, document)
    return numbers


def _shown(document: Mapping[str, Any], by: By) -> dict[str, Any]:
    split = {
        dimension: {
            name: part
            for name, part in parts.items()
            if by is None or dimension in by or (dimension, value_of(name)) in by
        }
        for dimension, parts in document.get("by", {}).items()
    }
    return {**document, "by": split}


def _at(document: dict[str, Any], path: str, change: Any) -> None:
    *above, last = path.split(".")
    for name in above:
        document = document.setdefault(name, {})
    document[last] = change(document.get(last))


def without_zeros(document: Mapping[str, Any]) -> dict[str, Any]:
    """A document without zeros and without parts that hold nothing else."""
    kept = {name: without_zeros(part) if isinstance(part, dict) else part for name, part in document.items()}
    return {name: part for name, part in kept.items() if part not in (0, {})}
