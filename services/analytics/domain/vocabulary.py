"""Vocabularies: the values of a dimension with a line of their own, so that no window grows without bound."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

OTHER = "other"
CLOSED = frozenset({"channel", "sentiment", "triage", "clock", "outcome", "severity", "answer", "signal"})
LIMITS: Mapping[str, int] = {"employee": 500, "currency_employee": 500}
DEFAULT_LIMIT = 60  # enough for every language and queue a brand really has; a broken sender cannot exceed it
LONGEST_VALUE = 80


class Shelf(NamedTuple):
    """The key of a vocabulary: one per brand, dimension and month, so that newcomers get their line next month."""

    brand: str
    dimension: str
    month: int

    @classmethod
    def of(cls, brand: str, dimension: str, at: datetime) -> Shelf:
        """The shelf of a value seen at a moment; the month is written 202411."""
        return cls(brand, dimension, at.year * 100 + at.month)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The values of one dimension that are counted apart; what comes after the limit is counted as `other`."""

    limit: int
    values: frozenset[str] = frozenset()

    def admit(self, seen: Iterable[str]) -> Vocabulary:
        """Admit new values, in alphabetical order within a batch, until the limit is reached."""
        new = sorted(set(seen) - self.values - {OTHER})[: max(0, self.limit - len(self.values))]
        return Vocabulary(self.limit, self.values | set(new)) if new else self

    def line(self, value: str) -> str:
        """The line a value is counted on."""
        return value if value in self.values else OTHER


def limit_of(dimension: str) -> int:
    """The number of values of a dimension that are counted apart."""
    return LIMITS.get(dimension, DEFAULT_LIMIT)


def is_open(dimension: str) -> bool:
    """Whether the values of a dimension come from outside, so that it needs a vocabulary."""
    return dimension not in CLOSED


def field_name(value: str) -> str:
    """A value as it may stand in a path of a document: dots and dollars are escaped, nothing becomes `unknown`."""
    cut = value[:LONGEST_VALUE]
    return cut.replace("%", "%25").replace(".", "%2E").replace("$", "%24").replace("\0", "%00") or "unknown"


def value_of(name: str) -> str:
    """The value behind a field name."""
    if "%" not in name:
        return name
    return name.replace("%00", "\0").replace("%24", "$").replace("%2E", ".").replace("%25", "%")
