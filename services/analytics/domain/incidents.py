"""Incident figures: the counts of an incident, and how long each of its steps took."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class IncidentChange:
    """The addition of an event to an incident, in parts that give the same result in any order.

    `earliest` keeps the first moment of a step, `add` counts, `highest` keeps the largest, `texts` are set once.
    """

    brand: str
    incident: str
    earliest: Mapping[str, datetime] = field(default_factory=dict)
    add: Mapping[str, int] = field(default_factory=dict)
    highest: Mapping[str, int] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class IncidentFigures:
    """An incident as counted so far; a moment that has not come is None, times are seconds."""

    incident: str
    title: str
    severity: int
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
    messages: int = 0

    @property
    def to_declare_seconds(self) -> float | None:
        """From the signal to the declaration."""
        return between(self.signal_at, self.declared_at)

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


def between(start: datetime | None, end: datetime | None) -> float | None:
    """Seconds from one moment to another, 0 when the second came first; None while either is missing."""
    if start is None or end is None:
        return None
    return max(0.0, (end - start).total_seconds())


def signal_id(episode: str) -> str:
    """Where the moment of a signal is stored until an incident names it."""
    return f"signal:{episode}"
