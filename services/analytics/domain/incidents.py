"""Incident figures: the counts of an incident, and how long each of its steps took."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

SEVERITIES = 10  # more than there are levels


@dataclass(frozen=True, slots=True)
class IncidentChange:
    """The addition of an event to an incident, in parts that give the same result in any order.

    `earliest` keeps the first moment of a step, `add` counts, `highest` keeps the largest, `once` is said once.
    """

    brand: str
    incident: str
    earliest: Mapping[str, datetime] = field(default_factory=dict)
    add: Mapping[str, int] = field(default_factory=dict)
    highest: Mapping[str, int] = field(default_factory=dict)
    once: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SpanFigures:
    """The figures of an incident with the span they were counted over; no peak where only hours could be read."""

    counted_from: datetime
    counted_until: datetime
    messages: int
    peak_per_minute: float | None
    negative: int
    known: int
    reach: int
    asked: int
    accepted: int
    pages: int


@dataclass(frozen=True, slots=True)
class IncidentFigures:
    """An incident as counted so far; a moment that has not come is None, times are seconds.

    `severity` is the newest, `worst_severity` the highest there was. `final` is there after the stand-down; before, and
    from builds that said no span, messages are read from the windows. `messages` is what such a build said at the end.
    """

    incident: str
    title: str
    severity: int
    worst_severity: int
    began_at: datetime | None
    signal_at: datetime | None
    declared_at: datetime | None
    first_page_at: datetime | None
    acknowledged_at: datetime | None
    first_place_at: datetime | None
    stood_down_at: datetime | None
    needed: int = 0
    asked: int = 0
    accepted: int = 0
    declined: int = 0
    places: int = 0
    pages: int = 0
    messages: int = 0
    final: SpanFigures | None = None

    @property
    def first_sign_at(self) -> datetime | None:
        """When it began: detection's first sign, else the declaration."""
        return self.began_at or self.signal_at or self.declared_at

    @property
    def to_declare_seconds(self) -> float | None:
        """From the first sign to the declaration."""
        return between(self.first_sign_at, self.declared_at)

    @property
    def to_acknowledged_seconds(self) -> float | None:
        """From the declaration to the first acknowledgement; one after the stand-down is none."""
        at, end = self.acknowledged_at, self.stood_down_at
        return None if at and end and at > end else between(self.declared_at, at)

    @property
    def to_first_page_seconds(self) -> float | None:
        """From the declaration to the first page."""
        return between(self.declared_at, self.first_page_at)

    @property
    def to_first_place_seconds(self) -> float | None:
        """From the declaration to the first volunteer with a place."""
        return between(self.declared_at, self.first_place_at)

    @property
    def to_stand_down_seconds(self) -> float | None:
        """From the declaration to the stand-down."""
        return between(self.declared_at, self.stood_down_at)


def rated(place: int, severity: int) -> int:
    """A severity as a number that grows with its place in the incident, so that the largest one is the newest."""
    return place * SEVERITIES + severity


def between(start: datetime | None, end: datetime | None) -> float | None:
    """Seconds from one moment to another, 0 when the second came first; None while either is missing."""
    if start is None or end is None:
        return None
    return max(0.0, (end - start).total_seconds())


def signal_id(episode: str) -> str:
    """Where the moment of a signal is stored until an incident names it."""
    return f"signal:{episode}"
