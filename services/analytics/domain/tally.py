"""Adding up: facts become additions to windows, at the finest length first and rolled up once per batch."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from services.analytics.domain.facts import Fact
from services.analytics.domain.measures import BY_FACT, MEASURES, Measure
from services.analytics.domain.sketch import bucket_of
from services.analytics.domain.vocabulary import Shelf, Vocabulary, field_name, is_open
from services.analytics.domain.windows import EVER_SECONDS, LENGTHS, Calendar, floor


class Cell(NamedTuple):
    """One measure of one brand in one window; `seconds` 0 is all time."""

    brand: str
    seconds: int
    start: datetime
    measure: str


@dataclass(slots=True)
class Additions:
    """What a batch adds to a cell: whole numbers by path, and the peaks of gauges by path."""

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


class Tally:
    """The sum of a batch of facts. `vocabularies` must hold the shelf of every open dimension of these facts."""

    def __init__(self, calendar: Calendar, vocabularies: Vocabularies) -> None:
        self._calendar = calendar
        self._vocabularies = vocabularies
        self._finest: dict[Cell, Additions] = {}

    def add(self, fact: Fact, times: int = 1) -> None:
        """Count a fact, or take it back with `times` -1."""
        start = self._calendar.start("minute", fact.at)
        for measure in BY_FACT.get(fact.kind, ()):
            contribute = _contribution(measure, fact)
            if contribute is None:
                continue
            cell = Cell(fact.brand, self._calendar.minute_seconds, start, measure.name)
            additions = self._finest.setdefault(cell, Additions())
            contribute(additions, "", times)
            for dimension in measure.dimensions:
                value = fact.labels.get(dimension)
                if value is not None:
                    contribute(additions, f"by.{dimension}.{self._line(fact, dimension, value)}.", times)

    def _line(self, fact: Fact, dimension: str, value: str) -> str:
        if is_open(dimension):
            value = self._vocabularies[Shelf.of(fact.brand, dimension, fact.at)].line(value)
        return field_name(value)

    def cells(self) -> dict[Cell, Additions]:
        """The additions to every window of every length, and to all time for lifelong measures."""
        rolled: dict[Cell, Additions] = {}
        for cell, additions in self._finest.items():
            if additions.nothing:
                continue
            for seconds in self._lengths(cell.measure):
                target = cell._replace(seconds=seconds, start=floor(cell.start, seconds))
                rolled.setdefault(target, Additions()).merge(additions)
        return rolled

    def _lengths(self, measure: str) -> Iterable[int]:
        lengths = [self._calendar.seconds(length) for length in LENGTHS]
        return [*lengths, EVER_SECONDS] if MEASURES[measure].lifelong else lengths


Contribute = Callable[[Additions, str, int], None]


def _contribution(measure: Measure, fact: Fact) -> Contribute | None:
    """How a fact adds to a measure below a path; None when it lacks the amount."""
    if measure.how == "count":
        return _count
    amount = fact.amounts.get(measure.amount or "")
    if amount is None:
        return None
    return {"sum": _sum, "sketch": _sketch, "gauge": _gauge}[measure.how](amount)


def _count(additions: Additions, path: str, times: int) -> None:
    additions.plus(f"{path}n", times)


def _sum(amount: int) -> Contribute:
    def contribute(additions: Additions, path: str, times: int) -> None:
        additions.plus(f"{path}n", times)
        additions.plus(f"{path}s", times * amount)

    return contribute


def _sketch(amount: int) -> Contribute:
    bucket = bucket_of(amount)
    place = "z" if bucket is None else f"b.{bucket}"

    def contribute(additions: Additions, path: str, times: int) -> None:
        additions.plus(f"{path}n", times)
        additions.plus(f"{path}s", times * amount)
        additions.plus(f"{path}{place}", times)

    return contribute


def _gauge(amount: int) -> Contribute:
    def contribute(additions: Additions, path: str, times: int) -> None:
        additions.plus(f"{path}n", times)
        additions.plus(f"{path}s", times * amount)
        additions.peak[f"{path}hi"] = max(amount, additions.peak.get(f"{path}hi", amount))

    return contribute


def shelves(facts: Iterable[Fact]) -> dict[Shelf, set[str]]:
    """The values of open dimensions that some facts need a line for."""
    needed: dict[Shelf, set[str]] = {}
    for fact in facts:
        dimensions = {dimension for measure in BY_FACT.get(fact.kind, ()) for dimension in measure.dimensions}
        for dimension in dimensions & fact.labels.keys():
            if is_open(dimension):
                needed.setdefault(Shelf.of(fact.brand, dimension, fact.at), set()).add(fact.labels[dimension])
    return needed
