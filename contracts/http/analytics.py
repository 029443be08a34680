"""What analytics answers: the catalogue, series of measures, the overview, attribution and the live response time."""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

WindowLength = Literal["minute", "hour", "day"]
AttributionModel = Literal["last_touch", "first_touch"]


class View(BaseModel):
    """A body that is read."""

    model_config = ConfigDict(frozen=True, populate_by_name=True)


class MeasureView(View):
    """A measure of the catalogue. `kind` says how it adds up: count, sum, sketch, gauge, ratio or level."""

    name: str
    title: str
    unit: str
    kind: Literal["count", "sum", "sketch", "gauge", "ratio", "level"]
    dimensions: tuple[str, ...]
    of: tuple[str, ...] = Field(default=(), description="The measures a ratio or a level is made of.")


class MeasureList(View):
    """The catalogue; it fits one page."""

    items: list[MeasureView]
    next: str | None = None


class Figures(View):
    """The numbers of a measure over some time, in its unit.

    `value` is what the measure is about: the count, the sum, the median of a sketch, the mean of a gauge, the share of
    a ratio or the height of a level at the end; None where nothing was counted.
    """

    count: int
    value: float | None
    p50: float | None = None
    p90: float | None = None
    p99: float | None = None
    mean: float | None = None
    peak: float | None = None


class Point(Figures):
    """The numbers of one window."""

    start: AwareDatetime


class Group(View):
    """The numbers of one value of a dimension; `other` is the rest. Largest first."""

    key: str
    total: Figures
    items: list[Point] = []


class Series(View):
    """A measure over time. `from` and `to` are widened to whole windows; windows without events are there too."""

    measure: str
    title: str
    unit: str
    from_: AwareDatetime = Field(alias="from")
    to: AwareDatetime
    window: WindowLength
    window_seconds: int
    by: str | None
    total: Figures
    items: list[Point]
    groups: list[Group] = []
    next: str | None = None


class LiveFigures(View):
    """The median time to first response, in seconds, over the last windows; None when nobody was answered."""

    median_seconds: float | None
    responses: int


class Live(View):
    """The public live response time; ask again after `renewed_every_seconds`."""

    as_of: AwareDatetime
    renewed_every_seconds: int
    five_minutes: LiveFigures
    hour: LiveFigures


class Credit(View):
    """What was sold in one currency to contacts of one channel or by one employee."""

    currency: str
    key: str
    conversions: int
    amount_minor: int


class CurrencySales(View):
    """Sales of one currency, in minor units: all that were reported, and those a touch was credited with."""

    currency: str
    conversions: int
    reported_minor: int
    attributed_conversions: int
    attributed_minor: int


class Attribution(View):
    """Sales credited under a declared model: a touch earns the sales of its contact for `window_days` after it."""

    model: AttributionModel
    window_days: float
    from_: AwareDatetime = Field(alias="from")
    to: AwareDatetime
    currencies: list[CurrencySales]
    by_channel: list[Credit]
    by_employee: list[Credit]


class IncidentReport(View):
    """How an incident went. Times are seconds: to declare from its signal, the others from its declaration."""

    incident: str
    title: str
    severity: int
    declared_at: AwareDatetime
    stood_down_at: AwareDatetime | None
    messages: int
    needed: int
    volunteers_asked: int
    volunteers_accepted: int
    volunteers_declined: int
    places: int
    to_declare_seconds: float | None
    to_first_page_seconds: float | None
    to_first_place_seconds: float | None
    to_stand_down_seconds: float | None


class Load(View):
    """The work of one team, queue or employee; `handled_seconds` is the time spent on completed tasks."""

    key: str
    offers: int
    accepted: int
    not_taken: int
    completed: int
    handled_seconds: float


class Overview(View):
    """The report: totals and series by measure, groups by `measure.dimension`, incidents, load and attribution."""

    brand: str
    brand_name: str
    generated_at: AwareDatetime
    from_: AwareDatetime = Field(alias="from")
    to: AwareDatetime
    window: WindowLength
    window_seconds: int
    totals: dict[str, Figures]
    series: dict[str, list[Point]]
    groups: dict[str, list[Group]]
    teams: list[Load]
    queues: list[Load]
    employees: list[Load]
    incidents: list[IncidentReport]
    attribution: list[Attribution]
