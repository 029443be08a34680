"""The numbers read back from MongoDB: window documents by time and the few documents of incidents, never an event."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from chassis.mongo import Mongo
from services.analytics.application.ports import Amounts, By, Windows
from services.analytics.domain.generations import Generations
from services.analytics.domain.incidents import IncidentFigures
from services.analytics.domain.numbers import Numbers
from services.analytics.domain.windows import StoredLength, TimeSpan, WindowCalendar
from services.analytics.persistence.generations import GenerationReader
from services.analytics.persistence.incidents import IncidentCollection
from services.analytics.persistence.windows import WindowCollection


class MongoNumbers:
    """The reading side."""

    def __init__(self, mongo: Mongo, calendar: WindowCalendar, generations: Generations | None = None) -> None:
        """Read windows of this calendar's lengths, of the generations given, else of those in use at each read."""
        self._mongo = mongo
        self._calendar = calendar
        self._generations = generations
        self._reader = GenerationReader(mongo)
        self._windows = WindowCollection(mongo)
        self._incidents = IncidentCollection(mongo)

    async def of_one_count(self, brand: str) -> MongoNumbers:
        """The same for the answer to one question about a brand: all of it of the generations in use now."""
        return MongoNumbers(self._mongo, self._calendar, await self._reader.of(brand))

    async def _of(self, brand: str) -> Generations:
        return await self._reader.of(brand) if self._generations is None else self._generations

    async def windows(
        self,
        brand: str,
        length: StoredLength,
        span: TimeSpan,
        measures: Collection[str],
        by: By = (),
    ) -> Windows:
        """The numbers of whole windows; `by` says what to read of their dimensions."""
        of = await self._of(brand)
        return await self._windows.between(brand, self._calendar.seconds(length), span, measures, by, of)

    async def amounts(
        self, brand: str, lengths: Collection[StoredLength], span: TimeSpan, measures: Collection[str]
    ) -> dict[tuple[StoredLength, datetime, str], Amounts]:
        """The count and total of windows by length, start and measure, in one read."""
        named = {self._calendar.seconds(length): length for length in lengths}
        sums: dict[tuple[StoredLength, datetime, str], Amounts] = {}
        stored = await self._windows.amounts(brand, named, span, measures, await self._of(brand))
        for seconds, at, measure, (count, total) in stored:
            before = sums.get((named[seconds], at, measure), (0, 0))
            sums[named[seconds], at, measure] = (before[0] + count, before[1] + total)
        return sums

    async def totals(
        self,
        brand: str,
        spans: Sequence[tuple[StoredLength, TimeSpan]],
        measures: Collection[str],
        by: By = (),
    ) -> dict[str, Numbers]:
        """The sums of the windows of some lengths that begin in these spans, in one read."""
        lengths = [(self._calendar.seconds(length), span) for length, span in spans]
        return await self._windows.totals(brand, lengths, measures, by, await self._of(brand))

    async def ever(self, brand: str, measures: Collection[str]) -> dict[str, Numbers]:
        """The totals of all time of lifelong measures."""
        return await self._windows.ever(brand, measures, await self._of(brand))

    async def incidents(self, brand: str, span: TimeSpan) -> list[IncidentFigures]:
        """The incidents that were under way in a span, newest first, at most 50."""
        return await self._incidents.under_way(brand, span)
