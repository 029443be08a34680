"""The report as numbers: everything a page, a spreadsheet or a program shows of a brand over some time."""

from __future__ import annotations

from datetime import datetime

from contracts.http.analytics import Figures, Group, Load, Overview, Point
from services.analytics.application.attribution import attribution_of
from services.analytics.application.figures import (
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
from services.analytics.domain.journeys import MODELS
from services.analytics.domain.measures import DERIVED, MEASURES, Derived
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
        windows = await LocalWindows(self._numbers, self._calendar).between(brand, length, wide, MEASURES, None)
        starts = self._calendar.starts(wide, length)
        totals = {measure: total_of(of_measure) for measure, of_measure in windows.items()}
        incidents = await IncidentReports(self._numbers, self._calendar).under_way(brand, wide, now)
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
            series=_series(windows, starts) | await self._levels(brand, wide, length, windows),
            groups=_groups(windows, starts),
            teams=loads(totals, "team"),
            queues=loads(totals, "queue"),
            employees=loads(totals, "employee", self._name_of),
            incidents=incidents,
            attribution=[attribution_of(model, totals, wide, self._days, self._name_of) for model in MODELS],
        )

    async def _levels(self, brand: str, wide: TimeSpan, length: Length, windows: Windows) -> dict[str, list[Point]]:
        levels = [derived for derived in DERIVED if derived.form == "level"]
        return {derived.name: await self._series.level(brand, derived, wide, length, windows) for derived in levels}


def _totals(totals: dict[str, Numbers]) -> dict[str, Figures]:
    figures = {name: figures_of(measure, totals.get(name, Numbers())) for name, measure in MEASURES.items()}
    for ratio in _ratios():
        part, whole = ratio.of
        figures[ratio.name] = ratio_of(totals.get(part, Numbers()), totals.get(whole, Numbers()))
    return figures


def _ratios() -> list[Derived]:
    return [derived for derived in DERIVED if derived.form == "ratio"]


def _series(windows: Windows, starts: list[datetime]) -> dict[str, list[Point]]:
    series = {name: points_of(MEASURES[name], starts, windows.get(name, {})) for name in OVER_TIME}
    for ratio in _ratios():
        part, whole = ratio.of
        series[ratio.name] = ratio_points(starts, windows.get(part, {}), windows.get(whole, {}))
    return series


def _groups(windows: Windows, starts: list[datetime]) -> dict[str, list[Group]]:
    groups = {}
    for name, dimension in (*GROUPED, *GROUPED_OVER_TIME):
        over = starts if (name, dimension) in GROUPED_OVER_TIME else ()
        groups[f"{name}.{dimension}"] = groups_of(
            MEASURES[name], dimension, windows.get(name, {}), over, most=MOST_GROUPS
        )
    met = total_of(windows.get("sla_met", {})).by.get("clock", {})
    stopped = total_of(windows.get("sla_stopped", {})).by.get("clock", {})
    groups["sla_attainment.clock"] = [
        Group(key=clock, total=ratio_of(met.get(clock, Numbers()), numbers))
        for clock, numbers in sorted(stopped.items())
    ]
    return groups


def loads(totals: dict[str, Numbers], dimension: str, name_of: NameOf = str) -> list[Load]:
    """The work per team, queue or employee, the busiest first; `name_of` names them."""

    def of(measure: str, key: str) -> Numbers:
        return totals.get(measure, Numbers()).by.get(dimension, {}).get(key, Numbers())

    measures = ("offers", "accepted", "completed")
    keys = {key for measure in measures for key in totals.get(measure, Numbers()).by.get(dimension, {})}
    rows = [
        Load(
            key=key,
            name=name_of(key),
            offers=of("offers", key).count,
            accepted=of("accepted", key).count,
            not_taken=of("offers_closed", key).count,
            completed=of("completed", key).count,
            handled_seconds=of("handled_time", key).total / MEASURES["handled_time"].scale,
        )
        for key in keys
    ]
    return sorted(rows, key=lambda row: (-row.completed, -row.accepted, -row.offers, row.key))[:MOST_ROWS]
