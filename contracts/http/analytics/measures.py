"""Measures: the catalogue, series over time, and the live response time."""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime, Field

from contracts.http.models import ReadModel

WindowLength = Literal["minute", "hour", "day"]


class Measure(ReadModel):
    """A measure of the catalogue."""

    name: str
    """Its name in `GET /v1/measures/{name}` and in reports."""
    title: str
    """Its name for people."""
    unit: str
    """What it is counted in, such as `messages`, `seconds`, `minor units` (cents) or `share` (0 to 1)."""
    kind: Literal["count", "sum", "sketch", "gauge", "ratio", "level"]
    """How it adds up: `count` and `sum` of facts, `sketch` (quantiles), `gauge` (readings), `ratio` and `level` of
    two other measures."""
    dimensions: tuple[str, ...]
    """By what it can be split: the values of `by`."""
    of: tuple[str, ...] = ()
    """The measures a ratio or a level is made of; empty for other kinds."""


class Figures(ReadModel):
    """The numbers of a measure over some time, in its unit."""

    count: int
    """Facts that were counted; of a ratio those of its whole, of a level what it rose by."""
    value: float | None
    """What the measure is about: the count, the sum, the median of a sketch, the mean of a gauge, the share of a ratio,
    the height of a level at the end; null where nothing was counted."""
    p50: float | None = None
    """The median, of a sketch; null for other kinds."""
    p90: float | None = None
    """Nine of ten are not above it, of a sketch; null for other kinds."""
    p99: float | None = None
    """Ninety-nine of a hundred are not above it, of a sketch; null for other kinds."""
    mean: float | None = None
    """The mean, of a sketch or a gauge; null for other kinds."""
    peak: float | None = None
    """The highest reading, of a gauge; null for other kinds."""


class Point(Figures):
    """The numbers of one window."""

    start: AwareDatetime
    """Start of the window (UTC)."""


class Group(ReadModel):
    """The numbers of one value of a dimension; `other` is the rest. Largest first."""

    key: str
    """The value of the dimension; an employee by id."""
    name: str | None = None
    """The name of an employee; null for other dimensions."""
    total: Figures
    """Its numbers over all the time."""
    items: list[Point] = []
    """Its numbers by window, the earliest first; empty where it is not told by window."""


class Series(ReadModel):
    """A measure over time. `from` and `to` are widened to whole windows; windows without events are there too."""

    measure: str
    """Its name in the catalogue."""
    title: str
    """Its name for people."""
    unit: str
    """What its numbers are: `messages`, `seconds`, `minor units` (cents), `share` (0 to 1) and so on."""
    from_: AwareDatetime = Field(alias="from")
    """Start of the first window (UTC)."""
    to: AwareDatetime
    """End of the last window (UTC)."""
    window: WindowLength
    """The length of the windows: `minute`, `hour` or `day`."""
    window_seconds: int
    """That in seconds; a day on which the clocks change has an hour more or less."""
    timezone: str = "UTC"
    """The brand's zone (IANA), whose hours and days these are."""
    by: str | None
    """The dimension it is split by; null: it is not."""
    total: Figures
    """All the time together."""
    items: list[Point]
    """Every window, the earliest first."""
    groups: list[Group] = []
    """The values of the dimension, where it is split by one."""
    next: str | None = None
    """Always null: a series is never cut into pages."""


class LiveFigures(ReadModel):
    """The median time to first response over the last windows."""

    median_seconds: float | None
    """In seconds; null when nobody was answered."""
    responses: int
    """How many first responses that is of."""


class Live(ReadModel):
    """The public live response time; ask again after `renewed_every_seconds`."""

    as_of: AwareDatetime
    """The moment of the answer (UTC)."""
    renewed_every_seconds: int
    """After so many seconds it can be another."""
    five_minutes: LiveFigures
    """Over the last five minutes, the one under way included."""
    hour: LiveFigures
    """Over the last sixty minutes, the one under way included."""
