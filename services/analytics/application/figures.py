"""From stored numbers to figures a person reads: counts, sums in their unit, quantiles, shares and levels."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from contracts.http.analytics import Figures, Group, Point
from services.analytics.domain.measures import Derived, Form, How, Measure
from services.analytics.domain.numbers import Numbers
from services.analytics.domain.vocabulary import OTHER

NONE = Numbers()
NOTHING: Mapping[datetime, Numbers] = {}
NameOf = Callable[[str], str]
"""Gives the name of a person by id; the id where there is none."""


def figures_of(measure: Measure, numbers: Numbers) -> Figures:
    """The figures of a counted measure."""
    return Figures(**_shown(measure, numbers))


def _shown(measure: Measure, numbers: Numbers) -> dict[str, Any]:
    """The fields of figures, of a whole and of a point alike."""
    if measure.how == "count":
        return {"count": numbers.count, "value": numbers.count}
    if measure.how == "sum":
        return {"count": numbers.count, "value": numbers.total / measure.scale}
    mean = _scaled(numbers.mean, measure.scale)
    if measure.how == "gauge":
        return {"count": numbers.count, "value": mean, "mean": mean, "peak": _scaled(numbers.peak, measure.scale)}
    p50, p90, p99 = (_scaled(value, measure.scale) for value in numbers.sketch.quantiles((0.5, 0.9, 0.99)))
    return {"count": numbers.count, "value": p50, "p50": p50, "p90": p90, "p99": p99, "mean": mean}


def ratio_of(part: Numbers, whole: Numbers) -> Figures:
    """The figures of a ratio; None where the whole is nothing."""
    return Figures(**_share(part, whole))


def _share(part: Numbers, whole: Numbers) -> dict[str, Any]:
    return {"count": whole.count, "value": part.count / whole.count if whole.count else None}


def points_of(measure: Measure, starts: Sequence[datetime], windows: Mapping[datetime, Numbers]) -> list[Point]:
    """A point for every window, also where nothing happened."""
    return [Point(start=start, **_shown(measure, windows.get(start, NONE))) for start in starts]


def ratio_points(
    starts: Sequence[datetime], part: Mapping[datetime, Numbers], whole: Mapping[datetime, Numbers]
) -> list[Point]:
    """A point of a ratio for every window."""
    return [Point(start=start, **_share(part.get(start, NONE), whole.get(start, NONE))) for start in starts]


def level_points(
    starts: Sequence[datetime], at_end: int, plus: Mapping[datetime, Numbers], minus: Mapping[datetime, Numbers]
) -> list[Point]:
    """The level at the end of every window, counted back from the level at the end of the last."""
    level, points = at_end, []
    for start in reversed(starts):
        rose, fell = plus.get(start, NONE).count, minus.get(start, NONE).count
        points.append(Point(start=start, count=rose - fell, value=level))
        level -= rose - fell
    return points[::-1]


def total_of(windows: Mapping[datetime, Numbers]) -> Numbers:
    """All windows together."""
    total = Numbers()
    for numbers in windows.values():
        total.merge(numbers)
    return total


def groups_of(
    measure: Measure,
    dimension: str,
    total: Numbers,
    windows: Mapping[datetime, Numbers] = NOTHING,
    starts: Sequence[datetime] = (),
    most: int = 10,
) -> list[Group]:
    """The largest values of a dimension of a total, and a point for every window of `starts`."""
    shown = total.top(dimension, most)
    named = shown.keys() - {OTHER}
    groups = []
    for key, numbers in shown.items():
        group_windows = {start: _part(windows[start], dimension, key, named) for start in starts if start in windows}
        items = points_of(measure, starts, group_windows) if starts else []
        groups.append(Group(key=key, total=figures_of(measure, numbers), items=items))
    return groups


def _part(window: Numbers, dimension: str, key: str, named: Collection[str]) -> Numbers:
    """A window's numbers of one group; those of `other` are all that have no group of their own."""
    values = window.by.get(dimension, {})
    if key in named:
        return values.get(key, NONE)
    others = Numbers()
    for value, numbers in values.items():
        if value not in named:
            others.merge(numbers)
    return others


def kind_of(measure: Measure | Derived) -> How | Form:
    """The kind of a measure in the catalogue: how it adds up."""
    return measure.form if isinstance(measure, Derived) else measure.how


def _scaled(value: float | None, scale: int) -> float | None:
    return None if value is None else round(value / scale, 3)
