"""How late timers are taken up, as metrics."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from prometheus_client import Gauge, Histogram

from chassis.clock import Clock

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
        self._oldest: dict[str, datetime | None] = {}

    def taken(self, kind: str, due_at: datetime, now: datetime) -> None:
        """Note a timer that was taken up."""
        LATE.labels(kind).observe((now - due_at).total_seconds())

    def look(self, kinds: Sequence[str], due_at: datetime | None) -> None:
        """Let the gauge follow the oldest due timer of a runner: it grows for as long as nobody looks again."""
        label = " ".join(sorted(kinds))
        if label not in self._oldest:
            OVERDUE.labels(label).set_function(lambda: self._overdue_seconds(label))
        self._oldest[label] = due_at

    def _overdue_seconds(self, label: str) -> float:
        due_at = self._oldest[label]
        return 0.0 if due_at is None else max(0.0, (self._clock.now() - due_at).total_seconds())
