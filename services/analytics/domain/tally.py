"""Adding up: facts become additions to windows, at the finest length first and rolled up once per batch."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from services.analytics.domain.facts import Fact
from services.analytics.domain.measures import BY_FACT, MEASURES, Measure
from services.analytics.domain.sketch import bucket_of
from services.analytics.domain.vocabulary import Shelf, Vocabulary, field_name, is_open
from services.analytics.domain.windows import EVER_SECONDS, EVER_START, STORED_LENGTHS, UTC_ZONE, WindowCalendar


class Cell(NamedTuple):
    """One measure of one brand in one window; `seconds` 0 is all time."""

    brand: str
    seconds: int
    start: datetime
    measure: str


@dataclass(slots=True)
class Additions:
    """The additions of a batch to a cell: whole numbers by path, and the peaks of gauges by path."""

    add: dict[str, int] = field(default_factory=dict)
    peak: dict[str, int] = field(default_factory=dict)

    def plus(self, path: str, amount: int) -> None:
        """Add an amount at a path."""
        self.add[path] = self.add.get(path, 0) + amount

    def merge(self, other: Additions) -> None:
        """Add what another one adds."""
        for path, amount in other.add.items():
            self.plus(path, amount)
        for path, amount in other.peak.items():
            self.peak[path] = max(amount, self.peak.get(path, amount))

    @property
    def nothing(self) -> bool:
        """Whether all of it cancelled out."""
        return not self.peak and not any(self.add.values())


Vocabularies = Mapping[Shelf, Vocabulary]


def utc(_: str) -> ZoneInfo:
    """The zone of brands that have none of their own."""
    return UTC_ZONE


class Tally:
    """The sum of a batch of facts, each in the hours and days of its brand's zone.

    `vocabularies` must hold the shelf of every open dimension of these facts.
    """

    def __init__(
        self, calendar: WindowCalendar, vocabularies: Vocabularies, zone_of: Callable[[str], ZoneInfo] = utc
    ) -> None:
        self._calendar = calendar
        self._zone_of = zone_of
        self._vocabularies = vocabularies
        self._finest: dict[Cell, Additions] = {}
        self._prefixes: dict[tuple[Shelf, str], str] = {}  # a batch says the same few values again and again

    def add(self, fact: Fact, times: int = 1) -> None:
        """Count a fact, or take it back with `times` -1."""
        start = self._calendar.start("minute", fact.at)
        for measure in BY_FACT.get(fact.kind, ()):
            amount = 0 if measure.amount is None else fact.amounts.get(measure.amount)
            if amount is None:
                continue
            cell = Cell(fact.brand, self._calendar.minute_seconds, start, measure.name)
            additions = self._finest.get(cell)
            if additions is None:
                additions = self._finest[cell] = Additions()
            parts = _parts(measure, amount, fact.counts)
            for prefix in self._places(fact, measure):
                for name, each in parts:
                    additions.plus(prefix + name, each * times)
                if measure.how == "gauge":
                    path = f"{prefix}hi"
                    additions.peak[path] = max(amount, additions.peak.get(path, amount))

    def _places(self, fact: Fact, measure: Measure) -> list[str]:
        """Where in a window a fact counts: the whole, and its value of each dimension."""
        places = [""]
        for dimension in measure.dimensions:
            value = fact.labels.get(dimension)
            if value is not None:
                key = (Shelf.of(fact.brand, dimension, fact.at), value)
                places.append(self._prefixes.get(key) or self._prefix(key))
        return places

    def _prefix(self, key: tuple[Shelf, str]) -> str:
        shelf, value = key
        line = self._vocabularies[shelf].line(value) if is_open(shelf.dimension) else value
        prefix = self._prefixes[key] = f"by.{shelf.dimension}.{field_name(line)}."
        return prefix

    def cells(self) -> dict[Cell, Additions]:
        """The additions to every window of every length, and to all time for lifelong measures."""
        rolled: dict[Cell, Additions] = {}
        for cell, additions in self._finest.items():
            if additions.nothing:
                continue
            for target in self._windows(cell):
                rolled.setdefault(target, Additions()).merge(additions)
        return rolled

    def _windows(self, cell: Cell) -> Iterable[Cell]:
        calendar = replace(self._calendar, zone=self._zone_of(cell.brand))
        for length in STORED_LENGTHS:
            yield cell._replace(seconds=calendar.seconds(length), start=calendar.start(length, cell.start))
        if MEASURES[cell.measure].lifelong:
            yield cell._replace(seconds=EVER_SECONDS, start=EVER_START)


def _parts(measure: Measure, amount: int, counts: int) -> tuple[tuple[str, int], ...]:
    """The additions of one fact at each of its places: `n` the count, `s` the sum, a bucket of the sketch."""
    if measure.how == "count":
        return (("n", counts),)
    if measure.how == "sketch":
        bucket = bucket_of(amount)
        return (("n", counts), ("s", amount), ("z" if bucket is None else f"b.{bucket}", counts))
    return (("n", counts), ("s", amount))


def shelves(facts: Iterable[Fact]) -> dict[Shelf, set[str]]:
    """The values of open dimensions that some facts need a line for."""
    needed: dict[Shelf, set[str]] = {}
    for fact in facts:
        for dimension in _OPEN.get(fact.kind, ()):
            if dimension in fact.labels:
                needed.setdefault(Shelf.of(fact.brand, dimension, fact.at), set()).add(fact.labels[dimension])
    return needed


_OPEN: dict[str, frozenset[str]] = {
    kind: frozenset(dimension for measure in measures for dimension in measure.dimensions if is_open(dimension))
    for kind, measures in BY_FACT.items()
}
