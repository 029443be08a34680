"""How late timers are taken up, as metrics."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from prometheus_client import Gauge, Histogram

from chassis.clock import Clock

ASK_EVERY = timedelta(seconds=2)  # what is late enough for an alert is so for a minute; a claim is made every 0.2 s

LATE = Histogram("muster_timer_late_seconds", "How long after its due time a timer was taken up.", ["kind"])
OVERDUE = Gauge(
    "muster_timer_overdue_seconds",
    "By the kinds of a runner: how long its oldest due timer waits or is in hand, as of the last look; 0 without one.",
    ["kinds"],
)


class Lateness:
    """Of the timers of one process, by the machine's time."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._asked_at: dict[str, datetime] = {}
        self._unfinished: dict[str, datetime | None] = {}
        self._oldest: dict[str, datetime | None] = {}

    def taken(self, kind: str, due_at: datetime, now: datetime) -> None:
        """Note a timer that was taken up."""
        LATE.labels(kind).observe((now - due_at).total_seconds())

    def asks(self, kinds: Sequence[str], now: datetime) -> bool:
        """Whether it is time to ask for the oldest due timer, also of those in hand."""
        label = _label(kinds)
        if label in self._asked_at and now - self._asked_at[label] < ASK_EVERY:
            return False
        self._asked_at[label] = now
        return True

    def unfinished(self, kinds: Sequence[str], oldest: Sequence[Mapping[str, Any]]) -> None:
        """Note the oldest due timer, none or one, leased or not: one whose handler raised is leased and not done."""
        self._unfinished[_label(kinds)] = _due_at(oldest)

    def look(self, kinds: Sequence[str], free: Sequence[Mapping[str, Any]]) -> None:
        """Let the gauge follow the oldest due timer of a runner: it grows for as long as nobody looks again.

        `free` are the due timers that nobody holds, the oldest first.
        """
        label = _label(kinds)
        if label not in self._oldest:
            OVERDUE.labels(label).set_function(lambda: self._overdue_seconds(label))
        known = [due_at for due_at in (self._unfinished.get(label), _due_at(free)) if due_at is not None]
        self._oldest[label] = min(known, default=None)

    def _overdue_seconds(self, label: str) -> float:
        due_at = self._oldest[label]
        return 0.0 if due_at is None else max(0.0, (self._clock.now() - due_at).total_seconds())


def _label(kinds: Sequence[str]) -> str:
    return " ".join(sorted(kinds))


def _due_at(rows: Sequence[Mapping[str, Any]]) -> datetime | None:
    return rows[0]["due_at"] if rows else None
