"""SeriesQuery to the numbers: one measure over time, and the level at a moment."""

from __future__ import annotations

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
            groups = groups_of(measure, by, of_measure, starts) if by else []
        elif measure.form == "ratio":
            total, items, groups = _ratio(measure, windows, starts, by)
        else:
            items = await self.level(brand, measure, wide, length, windows)
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

    async def level(
        self, brand: str, measure: Derived, wide: TimeSpan, length: Length, windows: Windows
    ) -> list[Point]:
        """A level per window: the level of all time, less what came after the span."""
        plus, minus = measure.of
        ever = await self._numbers.ever(brand, measure.of)
        now = _net(ever.get(plus), ever.get(minus))
        after = await self._net_after(brand, measure, wide.end, length)
        starts = self._calendar.starts(wide, length)
        return level_points(starts, now - after, windows.get(plus, {}), windows.get(minus, {}))

    async def _net_after(self, brand: str, measure: Derived, end: datetime, length: Length) -> int:
        """The gain of a level after a moment: in windows of its length up to the next day, in days from there on."""
        plus, minus = measure.of
        day = self._calendar.start("day", end)
        morning = day if day == end else self._calendar.after("day", day)
        near = await self._windows.between(brand, length, TimeSpan(end, morning), measure.of)
        far = await self._windows.between(brand, "day", TimeSpan(morning, FAR), measure.of)
        return sum(_net(total_of(windows.get(plus, {})), total_of(windows.get(minus, {}))) for windows in (near, far))


def _net(plus: Numbers | None, minus: Numbers | None) -> int:
    return (plus.count if plus else 0) - (minus.count if minus else 0)


def _ratio(
    measure: Derived, windows: Windows, starts: list[datetime], by: str | None
) -> tuple[Figures, list[Point], list[Group]]:
    part, whole = (windows.get(name, {}) for name in measure.of)
    all_part, all_whole = total_of(part), total_of(whole)
    groups = []
    for group in groups_of(MEASURES[measure.of[1]], by, whole) if by else []:
        named = all_part.by.get(by or "", {}).get(group.key, Numbers())
        groups.append(Group(key=group.key, total=ratio_of(named, all_whole.by[by or ""].get(group.key, Numbers()))))
    return ratio_of(all_part, all_whole), ratio_points(starts, part, whole), groups
