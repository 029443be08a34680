"""Windows as a brand's time zone has them, also where they were counted under another zone (ADR 0072)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from services.analytics.application.ports import By, NumbersRepository, Windows
from services.analytics.domain.numbers import Numbers, gather
from services.analytics.domain.windows import Length, TimeSpan, WindowCalendar

DAY_MOST = timedelta(hours=25)  # the longest day there is: the one on which summer time ends
MIDDLE = timedelta(hours=12)


class LocalWindows:
    """Reads windows for one calendar.

    Hours and days are stored by the zone their brand had when they were counted. Windows of another zone are strays:
    an hour goes to the hour it begins in; days are made anew of their hours, and where those are gone, a day goes to
    the one that has its middle.
    """

    def __init__(self, numbers: NumbersRepository, calendar: WindowCalendar) -> None:
        self._numbers = numbers
        self._calendar = calendar

    async def between(
        self, brand: str, length: Length, span: TimeSpan, measures: Collection[str], by: By = ()
    ) -> Windows:
        """The numbers of the whole windows of a span; `by` says what to read of their dimensions."""
        if length == "day" and self._calendar.is_local:
            return await self._days(brand, span, measures, by)
        found = await self._numbers.windows(brand, length, span, measures, by)
        present = {at for of_measure in found.values() for at in of_measure}
        begins = {at: self._calendar.start(length, at) for at in present}
        return {measure: _gathered(begins, of_measure) for measure, of_measure in found.items()}

    async def _days(self, brand: str, span: TimeSpan, measures: Collection[str], by: By) -> Windows:
        reach = TimeSpan(span.start - DAY_MOST, span.end)
        stored = await self._numbers.windows(brand, "day", reach, measures, by)
        present = {at for of_measure in stored.values() for at in of_measure}
        strays = sorted(at for at in present if not self._is_day(at))
        if not strays:
            return {
                measure: {at: numbers for at, numbers in of_measure.items() if at >= span.start}
                for measure, of_measure in stored.items()
            }
        touched = {day for at in strays for day in self._days_of(at) if span.start <= day < span.end}
        hours: Windows = {}
        if touched:
            begin, end = min(strays), max(strays[-1] + DAY_MOST, self._calendar.after("day", max(touched)))
            hours = await self._numbers.windows(brand, "hour", TimeSpan(begin - DAY_MOST, end), measures, by)
        return {
            measure: self._joined(span, touched, of_measure, hours.get(measure, {}))
            for measure, of_measure in stored.items()
        }

    def _joined(
        self,
        span: TimeSpan,
        touched: set[datetime],
        days: dict[datetime, Numbers],
        hours: dict[datetime, Numbers],
    ) -> dict[datetime, Numbers]:
        joined: dict[datetime, Numbers] = {}

        def add(day: datetime, numbers: Numbers) -> None:
            if span.start <= day < span.end:
                gather(joined, day, numbers)

        covered = {self._calendar.start("day", at) for at in hours}
        for at, numbers in hours.items():
            day = self._calendar.start("day", at)
            if day in touched:
                add(day, numbers)
        for at, numbers in days.items():
            day = at if self._is_day(at) else self._calendar.start("day", at + MIDDLE)
            if day not in touched or not covered.intersection(self._days_of(at)):
                add(day, numbers)
        return joined

    def _is_day(self, at: datetime) -> bool:
        return self._calendar.start("day", at) == at

    def _days_of(self, at: datetime) -> set[datetime]:
        """The days that a stored day which begins at a moment lies in."""
        return {self._calendar.start("day", at), self._calendar.start("day", at + timedelta(hours=23))}


def _gathered(begins: Mapping[datetime, datetime], windows: dict[datetime, Numbers]) -> dict[datetime, Numbers]:
    gathered: dict[datetime, Numbers] = {}
    for at, numbers in windows.items():
        gather(gathered, begins[at], numbers)
    return gathered
