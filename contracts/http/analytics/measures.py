"""Measures: the catalogue, series over time, and the live response time."""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime, Field

from contracts.http.models import ReadModel

WindowLength = Literal["minute", "hour", "day"]


class Measure(ReadModel):
    """A measure of the catalogue. `kind` says how it adds up: count, sum, sketch, gauge, ratio or level."""

    name: str
    title: str
    unit: str
    kind: Literal["count", "sum", "sketch", "gauge", "ratio", "level"]
    dimensions: tuple[str, ...]
    of: tuple[str, ...] = Field(default=(), description="The measures a ratio or a level is made of.")


class Figures(ReadModel):
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


class Group(ReadModel):
    """The numbers of one value of a dimension; `other` is the rest. Largest first."""

    key: str
    name: str | None = Field(default=None, description="The name of an employee; null for other dimensions.")
    total: Figures
    items: list[Point] = []


class Series(ReadModel):
    """A measure over time. `from` and `to` are widened to whole windows; windows without events are there too."""

    measure: str
    title: str
    unit: str
    from_: AwareDatetime = Field(alias="from")
    to: AwareDatetime
    window: WindowLength
    window_seconds: int
    timezone: str = Field(default="UTC", description="The brand's zone (IANA), whose hours and days these are.")
    by: str | None
    total: Figures
    items: list[Point]
    groups: list[Group] = []
    next: str | None = None


class LiveFigures(ReadModel):
    """The median time to first response, in seconds, over the last windows; None when nobody was answered."""

    median_seconds: float | None
    responses: int


class Live(ReadModel):
    """The public live response time; ask again after `renewed_every_seconds`."""

    as_of: AwareDatetime
    renewed_every_seconds: int
    five_minutes: LiveFigures
    hour: LiveFigures
