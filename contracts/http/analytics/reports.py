"""The overview of a brand."""

from __future__ import annotations

from pydantic import AwareDatetime, Field

from contracts.http.analytics.attribution import Attribution
from contracts.http.analytics.measures import Figures, Group, Point, WindowLength
from contracts.http.models import ReadModel


class IncidentReport(ReadModel):
    """How an incident went. Times are seconds: to declare from its first sign, the others from its declaration.

    Its figures are counted from its first sign, from `counted_from` to `counted_until`: once it is over they are those
    of its review. `negative` is out of `known`, the messages whose sentiment could be read.
    """

    incident: str
    title: str
    severity: int = Field(description="The severity it has, or had at its end.")
    worst_severity: int = Field(description="The highest severity it had.")
    began_at: AwareDatetime = Field(description="The first sign: when the signal began, else the declaration.")
    declared_at: AwareDatetime
    stood_down_at: AwareDatetime | None
    counted_from: AwareDatetime
    counted_until: AwareDatetime
    messages: int
    peak_per_minute: float | None = Field(description="Null where the time is too long to read it by the minute.")
    negative: int
    known: int
    reach: int
    pages: int
    needed: int
    volunteers_asked: int
    volunteers_accepted: int
    volunteers_declined: int
    places: int
    to_declare_seconds: float | None
    to_first_page_seconds: float | None
    to_acknowledged_seconds: float | None
    to_first_place_seconds: float | None
    to_stand_down_seconds: float | None


class Load(ReadModel):
    """The work of one team, queue or employee; `handled_seconds` is the time spent on completed tasks."""

    key: str
    name: str = Field(description="The name in the directory; the key where it has none.")
    offers: int
    accepted: int
    not_taken: int
    completed: int
    handled_seconds: float


class Overview(ReadModel):
    """The report: totals and series by measure, groups by `measure.dimension`, incidents, load and attribution."""

    brand: str
    brand_name: str
    generated_at: AwareDatetime
    from_: AwareDatetime = Field(alias="from")
    to: AwareDatetime
    window: WindowLength
    window_seconds: int
    timezone: str = Field(default="UTC", description="The brand's zone (IANA), whose hours and days these are.")
    totals: dict[str, Figures]
    series: dict[str, list[Point]]
    groups: dict[str, list[Group]]
    teams: list[Load]
    queues: list[Load]
    employees: list[Load]
    incidents: list[IncidentReport]
    attribution: list[Attribution]
