"""Generations of a brand's numbers: which count of the log a window is read from and added to.

Numbers that were counted anew are a further generation beside the one in use. From the switch on, windows that begin at
or after its cut are those of the new one; earlier windows stay with the generations that had them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from services.analytics.domain.windows import TimeSpan

ALWAYS = datetime(1, 1, 1, tzinfo=UTC)  # before every window


@dataclass(frozen=True, slots=True)
class Generations:
    """The generations of one brand, oldest first: the start of the first window of each, and its number."""

    begins: tuple[tuple[datetime, int], ...] = ((ALWAYS, 0),)

    @property
    def current(self) -> int:
        """The generation of what is no window: journeys, courses, and totals of all time."""
        return self.begins[-1][1]

    @property
    def numbers(self) -> tuple[int, ...]:
        """All that are in use."""
        return tuple(number for _, number in self.begins)

    def of(self, start: datetime) -> int:
        """The generation of the window that begins at a moment."""
        return next(number for begin, number in reversed(self.begins) if begin <= start)

    def parts(self, span: TimeSpan) -> list[tuple[TimeSpan, int]]:
        """The parts of a span, each with the generation of the windows that begin in it."""
        ends = [begin for begin, _ in self.begins[1:]] + [max(span.end, self.begins[-1][0])]
        return [
            (TimeSpan(max(begin, span.start), min(end, span.end)), number)
            for (begin, number), end in zip(self.begins, ends, strict=True)
            if max(begin, span.start) < min(end, span.end)
        ]

    def switched(self, cut: datetime, number: int) -> Generations:
        """The generations once windows from `cut` on are those of a new one."""
        return Generations((*(each for each in self.begins if each[0] < cut), (cut, number)))
