"""The report as numbers: everything a page, a spreadsheet or a program shows of a brand over some time."""

from __future__ import annotations

import asyncio
from datetime import datetime
from heapq import nlargest

from contracts.http.analytics import Figures, Group, Load, Overview, Point
from services.analytics.application.attribution import attribution_of, measures_of
from services.analytics.application.figures import (
    NONE,
    NameOf,
    figures_of,
    groups_of,
    points_of,
    ratio_of,
    ratio_points,
    total_of,
)
from services.analytics.application.incident_reports import IncidentReports
from services.analytics.application.local_windows import LocalWindows
from services.analytics.application.ports import NumbersRepository, Windows
from services.analytics.application.series import SeriesQuery
from services.analytics.application.span_totals import SpanTotals
from services.analytics.domain.journeys import MODELS
from services.analytics.domain.measures import DERIVED, MEASURES
from services.analytics.domain.numbers import Numbers
from services.analytics.domain.windows import Length, TimeSpan, WindowCalendar

OVER_TIME = (
    "volume_in",
    "volume_out",
    "first_response",
    "tasks_waiting",
    "employees_online",
    "conversations_opened",
    "conversations_resolved",
)
GROUPED = (
    ("volume_in", "channel"),
    ("volume_in", "language"),
    ("first_response", "channel"),
    ("sla_stopped", "clock"),
    ("ledger", "outcome"),
    ("volunteers_answered", "answer"),
)
GROUPED_OVER_TIME = (("volume_in", "sentiment"), ("volume_in", "triage"))
LEVELS = tuple(derived for derived in DERIVED if derived.form == "level")
RATIOS = tuple(derived for derived in DERIVED if derived.form == "ratio")
WORK = ("completed", "accepted", "offers", "offers_closed", "handled_time")  # the busiest have the most of the first
SALES = tuple({name: None for model in MODELS for name in measures_of(model)})
RANKS = WORK[:3]
SKETCHES = ("response", "resolution", "waited")
SPLIT = ("volume_in", "ledger", "volunteers_answered", "sla_stopped", "sla_met")
SPLIT_BY = ("channel", "language", "sentiment", "triage", "clock", "outcome", "answer")
TOTALS_ONLY = (*WORK, *SKETCHES, *SALES)
"""Measures with large windows, a sketch or a part for each employee, of which only the totals are shown."""
PLAIN = MEASURES.keys() - {*TOTALS_ONLY, *SPLIT}
MOST_GROUPS = 8
MOST_ROWS = 12


class OverviewQuery:
    """Makes overviews from windows alone, so that one costs the same however many events there were."""

    def __init__(
        self, numbers: NumbersRepository, calendar: WindowCalendar, attribution_days: float, name_of: NameOf = str
    ) -> None:
        """`name_of` names the employees."""
        self._numbers = numbers
        self._calendar = calendar
        self._days = attribution_days
        self._name_of = name_of
        self._series = SeriesQuery(numbers, calendar)

    async def overview(self, brand: str, name: str, span: TimeSpan, length: Length | None, now: datetime) -> Overview:
        """The report of a brand over the whole windows that a span touches."""
        length = length or self._calendar.fitting(span)
        wide = self._calendar.widen(span, length)
        windows, totals_only, incidents = await asyncio.gather(
            self._read_windows(brand, length, wide),
            self._read_totals(brand, length, wide),
            IncidentReports(self._numbers, self._calendar).under_way(brand, wide, now),
        )
        added = {name: total_of(windows[name]) for name in windows.keys() - totals_only.keys()}
        totals = added | totals_only
        starts = self._calendar.starts(wide, length)
        return Overview(
            brand=brand,
            brand_name=name,
            generated_at=now,
            from_=wide.start,
            to=wide.end,
            window=length,
            window_seconds=self._calendar.seconds(length),
            timezone=self._calendar.zone.key,
            totals=_totals(totals),
            series=_series(windows, starts) | await self._series.levels(brand, LEVELS, wide, length, windows),
            groups=_groups(totals, windows, starts),
            teams=loads(totals, "team"),
            queues=loads(totals, "queue"),
            employees=loads(totals, "employee", self._name_of),
            incidents=incidents,
            attribution=[attribution_of(model, totals, wide, self._days, self._name_of) for model in MODELS],
        )

    async def _read_windows(self, brand: str, length: Length, wide: TimeSpan) -> Windows:
        local = LocalWindows(self._numbers, self._calendar)
        plain, split = await asyncio.gather(
            local.between(brand, length, wide, PLAIN), local.between(brand, length, wide, SPLIT, SPLIT_BY)
        )
        return plain | split

    async def _read_totals(self, brand: str, length: Length, wide: TimeSpan) -> dict[str, Numbers]:
        spans = SpanTotals(self._numbers, self._calendar, brand, length, wide)
        await spans.begin((*TOTALS_ONLY, "first_response"))
        found = await asyncio.gather(
            self._read_work(spans),
            spans.of(("first_response",), ("channel",)),
            spans.of(SKETCHES),
            spans.of(SALES, ("currency", "currency_channel", "currency_employee")),
        )
        return {name: total for part in found for name, total in part.items()}

    async def _read_work(self, spans: SpanTotals) -> dict[str, Numbers]:
        """The work by team and queue, and by those employees who may be among the busiest."""
        first, *rest = WORK
        ranking = await spans.of((first,), ("team", "queue", "employee"))
        counts = {each: part.count for each, part in ranking.get(first, NONE).by.get("employee", {}).items()}
        last = nlargest(MOST_ROWS, counts.values())[-1:]
        may_be_shown = [("employee", each) for each, count in counts.items() if count >= last[0] > 0]
        employees = may_be_shown if len(may_be_shown) >= MOST_ROWS else ["employee"]
        return ranking | await spans.of(rest, ("team", "queue", *employees))


def _totals(totals: dict[str, Numbers]) -> dict[str, Figures]:
    figures = {name: figures_of(measure, totals.get(name, Numbers())) for name, measure in MEASURES.items()}
    for ratio in RATIOS:
        part, whole = ratio.of
        figures[ratio.name] = ratio_of(totals.get(part, Numbers()), totals.get(whole, Numbers()))
    return figures


def _series(windows: Windows, starts: list[datetime]) -> dict[str, list[Point]]:
    series = {name: points_of(MEASURES[name], starts, windows.get(name, {})) for name in OVER_TIME}
    for ratio in RATIOS:
        part, whole = ratio.of
        series[ratio.name] = ratio_points(starts, windows.get(part, {}), windows.get(whole, {}))
    return series


def _groups(totals: dict[str, Numbers], windows: Windows, starts: list[datetime]) -> dict[str, list[Group]]:
    groups = {}
    for name, dimension in (*GROUPED, *GROUPED_OVER_TIME):
        over = starts if (name, dimension) in GROUPED_OVER_TIME else ()
        total = totals.get(name, Numbers())
        groups[f"{name}.{dimension}"] = groups_of(
            MEASURES[name], dimension, total, windows.get(name, {}), over, most=MOST_GROUPS
        )
    met, stopped = (totals.get(name, Numbers()).by.get("clock", {}) for name in ("sla_met", "sla_stopped"))
    groups["sla_attainment.clock"] = [
        Group(key=clock, total=ratio_of(met.get(clock, Numbers()), numbers))
        for clock, numbers in sorted(stopped.items())
    ]
    return groups


def loads(totals: dict[str, Numbers], dimension: str, name_of: NameOf = str) -> list[Load]:
    """The work per team, queue or employee, the busiest first; `name_of` names them."""
    work = {name: totals.get(name, Numbers()).by.get(dimension, {}) for name in WORK}
    keys = {key for name in RANKS for key in work[name]}

    def of(name: str, key: str) -> Numbers:
        return work[name].get(key, NONE)

    busiest = sorted(keys, key=lambda key: (*(-of(name, key).count for name in RANKS), key))[:MOST_ROWS]
    return [
        Load(
            key=key,
            name=name_of(key),
            offers=of("offers", key).count,
            accepted=of("accepted", key).count,
            not_taken=of("offers_closed", key).count,
            completed=of("completed", key).count,
            handled_seconds=of("handled_time", key).total / MEASURES["handled_time"].scale,
        )
        for key in busiest
    ]
