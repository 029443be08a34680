"""The numbers read back from MongoDB: window documents by time and the few documents of incidents, never an event."""

from __future__ import annotations

from collections.abc import Collection

from chassis.mongo import Mongo
from services.analytics.application.ports import Windows
from services.analytics.domain.incidents import IncidentFigures
from services.analytics.domain.numbers import Numbers
from services.analytics.domain.windows import Length, TimeSpan, WindowCalendar
from services.analytics.persistence.incidents import IncidentCollection
from services.analytics.persistence.windows import WindowCollection


class MongoNumbers:
    """The reading side."""

    def __init__(self, mongo: Mongo, calendar: WindowCalendar) -> None:
        """Read windows of this calendar's lengths."""
        self._calendar = calendar
        self._windows = WindowCollection(mongo)
        self._incidents = IncidentCollection(mongo)

    async def windows(
        self, brand: str, length: Length, span: TimeSpan, measures: Collection[str], by: Collection[str] | None = ()
    ) -> Windows:
        """The numbers of whole windows; `by` names the dimensions to read, None means all."""
        return await self._windows.between(brand, self._calendar.seconds(length), span, measures, by)

    async def ever(self, brand: str, measures: Collection[str]) -> dict[str, Numbers]:
        """The totals of all time of lifelong measures."""
        return await self._windows.ever(brand, measures)

    async def incidents(self, brand: str, span: TimeSpan) -> list[IncidentFigures]:
        """The incidents that were under way in a span, newest first, at most 50."""
        return await self._incidents.under_way(brand, span)
