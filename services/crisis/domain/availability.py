"""When a volunteer could come: spans of the next two weeks, by which callouts ask them first and leave nobody out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.crisis.domain.rotation import Period

AHEAD = timedelta(days=14)
"""How far ahead somebody says when they could come: further, plans do not hold."""


@dataclass(frozen=True, slots=True)
class Availability:
    """All spans of one person, whole; version 0 is the empty one nobody wrote."""

    person: str
    spans: tuple[Period, ...] = ()
    version: int = 0


class SpanNotAllowed(Exception):
    """A span that cannot be: `place` is which one, from 0, `code` why: `past` or `too_far`."""

    def __init__(self, place: int, code: str) -> None:
        super().__init__(code)
        self.place = place
        self.code = code


def check_spans(spans: Sequence[Period], now: datetime) -> None:
    """See that each span is not over, and ends within the days AHEAD; raises SpanNotAllowed."""
    for place, span in enumerate(spans):
        if span.ends_at <= now:
            raise SpanNotAllowed(place, "past")
        if span.ends_at > now + AHEAD:
            raise SpanNotAllowed(place, "too_far")
