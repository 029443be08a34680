"""SeriesQuery to the numbers: one measure over time, and the level at a moment."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime

from contracts.http.analytics import Figures, Group, Point, Series
from services.analytics.application.figures import (
    NameOf,
    figures_of,
    groups_of,
    level_points,
    points_of,
    ratio_of,
    ratio_points,
    total_of,
)
from services.analytics.application.local_windows import LocalWindows
from services.analytics.application.ports import NumbersRepository, Windows
from services.analytics.domain.measures import MEASURES, Derived, Measure
from services.analytics.domain.numbers import Numbers
from services.analytics.domain.windows import Length, TimeSpan, WindowCalendar

FAR = datetime(9000, 1, 1, tzinfo=UTC)  # after every window, also one of a message with a clock that runs ahead


class SeriesQuery:
    """Answers for one calendar."""

    def __init__(self, numbers: NumbersRepository, calendar: WindowCalendar, name_of: NameOf = str) -> None:
        """`name_of` names the employees among the groups."""
        self._numbers = numbers
        self._calendar = calendar
        self._windows = LocalWindows(numbers, calendar)
        self._name_of = name_of

    async def series(
        self, brand: str, measure: Measure | Derived, span: TimeSpan, length: Length, by: str | None
    ) -> Series:
        """A measure over the whole windows a span touches."""
        wide = self._calendar.widen(span, length)
        names = measure.of if isinstance(measure, Derived) else (measure.name,)
        windows = await self._windows.between(brand, length, wide, names, (by,) if by else ())
        starts = self._calendar.starts(wide, length)
        if isinstance(measure, Measure):
            of_measure = windows.get(measure.name, {})
            total, items = figures_of(measure, total_of(of_measure)), points_of(measure, starts, of_measure)
            groups = groups_of(measure, by, total_of(of_measure), of_measure, starts) if by else []
        elif measure.form == "ratio":
            total, items, groups = _ratio(measure, windows, starts, by)
        else:
            items = (await self.levels(brand, [measure], wide, length, windows))[measure.name]
            total, groups = Figures(count=sum(item.count for item in items), value=items[-1].value), []
        if by == "employee":
            groups = [group.model_copy(update={"name": self._name_of(group.key)}) for group in groups]
        return Series(
            measure=measure.name,
            title=measure.title,
            unit=measure.unit,
            from_=wide.start,
            to=wide.end,
            window=length,
            window_seconds=self._calendar.seconds(length),
            timezone=self._calendar.zone.key,
            by=by,
            total=total,
            items=items,
            groups=groups,
        )

    async def levels(
        self, brand: str, measures: Sequence[Derived], wide: TimeSpan, length: Length, windows: Windows
    ) -> dict[str, list[Point]]:
        """Each level per window: the level of all time, less what came after the span."""
        counted = [name for measure in measures for name in measure.of]
        ever, after = await asyncio.gather(
            self._numbers.ever(brand, counted), self._after(brand, counted, wide.end, length)
        )
        starts = self._calendar.starts(wide, length)
        return {
            measure.name: level_points(
                starts,
                _net(ever, measure) - sum(_net(totals, measure) for totals in after),
                *(windows.get(name, {}) for name in measure.of),
            )
            for measure in measures
        }

    async def _after(
        self, brand: str, measures: Collection[str], end: datetime, length: Length
    ) -> list[dict[str, Numbers]]:
        """The totals after a moment: of windows of its length up to the next day, of days from there on."""
        day = self._calendar.start("day", end)
        morning = day if day == end else self._calendar.after("day", day)
        spans: list[tuple[Length, TimeSpan]] = [("day", TimeSpan(morning, FAR))]
        if morning > end:
            spans.append((length, TimeSpan(end, morning)))
        found = [await self._windows.between(brand, each, span, measures) for each, span in spans]
        return [{name: total_of(of_measure) for name, of_measure in windows.items()} for windows in found]


def _net(totals: Mapping[str, Numbers], measure: Derived) -> int:
    plus, minus = (totals[name].count if name in totals else 0 for name in measure.of)
    return plus - minus


def _ratio(
    measure: Derived, windows: Windows, starts: list[datetime], by: str | None
) -> tuple[Figures, list[Point], list[Group]]:
    part, whole = (windows.get(name, {}) for name in measure.of)
    all_part, all_whole = total_of(part), total_of(whole)
    groups = []
    for group in groups_of(MEASURES[measure.of[1]], by, all_whole) if by else []:
        named = all_part.by.get(by or "", {}).get(group.key, Numbers())
        groups.append(Group(key=group.key, total=ratio_of(named, all_whole.by[by or ""].get(group.key, Numbers()))))
    return ratio_of(all_part, all_whole), ratio_points(starts, part, whole), groups
