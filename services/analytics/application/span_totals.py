"""Totals over a span, read in as few windows as it is made of: a week in place of its days where they agree."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime

from services.analytics.application.figures import total_of
from services.analytics.application.local_windows import DAY_MOST, LocalWindows
from services.analytics.application.ports import Amounts, By, NumbersRepository
from services.analytics.domain.numbers import Numbers
from services.analytics.domain.windows import LARGER, Length, StoredLength, TimeSpan, WindowCalendar

NOTHING: Amounts = (0, 0)
Cover = list[tuple[StoredLength, TimeSpan]]
"""The windows a span is read in: a length and the span in which such windows begin."""


class SpanTotals:
    """The totals of some measures of one brand over the whole windows of a span.

    They are the sums of the windows of the length asked for. A larger window stands for those it is made of where its
    count and total are theirs: one that was begun after them, or in another zone, has less than they have (ADR 0073).
    """

    def __init__(
        self, numbers: NumbersRepository, calendar: WindowCalendar, brand: str, length: Length, span: TimeSpan
    ) -> None:
        self._numbers = numbers
        self._calendar = calendar
        self._brand = brand
        self._length = length
        self._larger = LARGER[length]
        self._span = span
        self._local = LocalWindows(numbers, calendar)
        self._cover: Cover | None = None

    async def begin(self, measures: Collection[str]) -> SpanTotals:
        """Find the windows to read; `measures` are all that will be asked for."""
        is_day = self._length == "day"
        reach = TimeSpan(self._span.start - DAY_MOST, self._span.end) if is_day else self._span
        stored = await self._numbers.amounts(self._brand, (self._length, self._larger), reach, measures)
        owners = {at: self._calendar.start(self._larger, at) for length, at, _ in stored if length == self._length}
        of_another_zone = is_day and any(at != self._calendar.start("day", at) for at in owners)
        self._cover = None if of_another_zone else list(self._runs(self._complete(stored, owners, measures)))
        return self

    async def of(self, measures: Collection[str], by: By = ()) -> dict[str, Numbers]:
        """The totals of measures; `by` says what to read of their dimensions."""
        if self._cover is not None:
            return await self._numbers.totals(self._brand, self._cover, measures, by)
        windows = await self._local.between(self._brand, self._length, self._span, measures, by)
        return {name: total_of(of_measure) for name, of_measure in windows.items()}

    def _complete(
        self,
        stored: Mapping[tuple[StoredLength, datetime, str], Amounts],
        owners: Mapping[datetime, datetime],
        measures: Collection[str],
    ) -> Iterator[datetime]:
        """The larger windows within the span that have in each measure what the windows they are made of have."""
        sums: dict[tuple[datetime, str], Amounts] = {}
        for (length, at, measure), (count, total) in stored.items():
            if length == self._length:
                before = sums.get((owners[at], measure), NOTHING)
                sums[owners[at], measure] = (before[0] + count, before[1] + total)
        first, last = (self._calendar.start(self._larger, at) for at in (self._span.start, self._span.end))
        whole = TimeSpan(first if first == self._span.start else self._calendar.after(self._larger, first), last)
        for at in self._calendar.starts(whole, self._larger):
            if all(stored.get((self._larger, at, name), NOTHING) == sums.get((at, name), NOTHING) for name in measures):
                yield at

    def _runs(self, complete: Iterator[datetime]) -> Iterator[tuple[StoredLength, TimeSpan]]:
        """The span in windows of its own length, and in the larger ones that are complete, which come in order."""
        begin = self._span.start
        for at in complete:
            after = self._calendar.after(self._larger, at)
            if begin < at:
                yield self._length, TimeSpan(begin, at)
            yield self._larger, TimeSpan(at, after)
            begin = after
        if begin < self._span.end:
            yield self._length, TimeSpan(begin, self._span.end)
