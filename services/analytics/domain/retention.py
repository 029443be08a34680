"""Retention of the numbers of analytics."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Retention:
    """Minutes for the live view; ids of counted events (`seen_days`) longer than any topic keeps a record."""

    minutes: timedelta = timedelta(days=3)
    hours: timedelta = timedelta(days=400)
    seen_days: int = 45
    journey_days: int = 400
