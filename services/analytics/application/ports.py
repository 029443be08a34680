"""Ports of the use cases to the store, without a database."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from services.analytics.domain.courses import Course
from services.analytics.domain.incidents import IncidentChange, IncidentFigures
from services.analytics.domain.journeys import Journey
from services.analytics.domain.numbers import Numbers
from services.analytics.domain.tally import Additions, Cell
from services.analytics.domain.vocabulary import Shelf, Vocabulary
from services.analytics.domain.windows import StoredLength, TimeSpan

Partition = tuple[str, int]
Person = tuple[str, str]
ConversationKey = tuple[str, str]
"""A brand and a conversation of it."""
EventKey = tuple[str, str]
"""A brand and the id of an event of it."""
By = Collection[str | tuple[str, str]] | None
"""What to read of the dimensions of windows: some by name, single values as (dimension, value), None for all."""
Amounts = tuple[int, int]
"""The count and the total of a window."""
Windows = dict[str, dict[datetime, Numbers]]
"""Measure to window start to numbers; windows in which nothing happened are left out."""


@dataclass(frozen=True, slots=True)
class CountedBefore:
    """The state of the store before a batch."""

    offsets: Mapping[Partition, int]
    seen: Collection[EventKey]


@dataclass(slots=True)
class CountedBatch:
    """Everything a batch changes; it is written whole or not at all.

    `journeys` and `courses` are as they shall be, one revision above the one that was read; the journeys of `erased`
    contacts are removed thereafter, of every count of the log. `offsets` are (expected, next).
    """

    seen: list[EventKey] = field(default_factory=list)
    cells: Mapping[Cell, Additions] = field(default_factory=dict)
    vocabularies: Mapping[Shelf, Vocabulary] = field(default_factory=dict)
    journeys: Mapping[Person, Journey] = field(default_factory=dict)
    erased: Collection[Person] = ()
    courses: Mapping[ConversationKey, Course] = field(default_factory=dict)
    changes: Iterable[IncidentChange] = ()
    offsets: Mapping[Partition, tuple[int | None, int]] = field(default_factory=dict)


class NumbersLedger(Protocol):
    """The writing side."""

    async def counted_before(self, events: Collection[EventKey], partitions: Collection[Partition]) -> CountedBefore:
        """The ones of these events that were counted before, and the offset of each partition."""

    async def journeys(self, people: Collection[Person]) -> Mapping[Person, Journey]:
        """The journeys of these contacts; those without one are left out."""

    async def courses(self, conversations: Collection[ConversationKey]) -> Mapping[ConversationKey, Course]:
        """The courses of these conversations; those without one are left out."""

    async def contacts_of_sales(self, sales: Collection[EventKey]) -> Mapping[EventKey, str]:
        """The contact whose journey has each of these sales; those that no journey has are left out."""

    async def vocabularies(self, shelves: Collection[Shelf]) -> Mapping[Shelf, Vocabulary]:
        """The vocabularies on these shelves; empty ones are left out."""

    async def commit(self, count: CountedBatch) -> None:
        """Write a batch in one transaction.

        Raises:
            VersionConflict: Another process counted one of these, or changed what they change, first: read again.
        """


class NumbersRepository(Protocol):
    """The reading side: every method touches window documents or the few documents of incidents, never events."""

    async def of_one_count(self, brand: str) -> NumbersRepository:
        """The same for the answer to one question about a brand: also when numbers counted anew come into use."""

    async def windows(
        self,
        brand: str,
        length: StoredLength,
        span: TimeSpan,
        measures: Collection[str],
        by: By = (),
    ) -> Windows:
        """The numbers of whole windows; `by` says what to read of their dimensions."""

    async def amounts(
        self, brand: str, lengths: Collection[StoredLength], span: TimeSpan, measures: Collection[str]
    ) -> dict[tuple[StoredLength, datetime, str], Amounts]:
        """The count and total of the windows of some lengths that begin in a span, by length, start and measure."""

    async def totals(
        self,
        brand: str,
        spans: Sequence[tuple[StoredLength, TimeSpan]],
        measures: Collection[str],
        by: By = (),
    ) -> dict[str, Numbers]:
        """The sums of the windows of some lengths that begin in these spans; `by` as for `windows`."""

    async def ever(self, brand: str, measures: Collection[str]) -> dict[str, Numbers]:
        """The totals of all time of lifelong measures."""

    async def incidents(self, brand: str, span: TimeSpan) -> list[IncidentFigures]:
        """The incidents that were under way in a span, newest first, at most 50."""
