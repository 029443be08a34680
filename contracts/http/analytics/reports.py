"""The overview of a brand."""

from __future__ import annotations

from pydantic import AwareDatetime, Field

from contracts.http.analytics.attribution import Attribution
from contracts.http.analytics.measures import Figures, Group, Point, WindowLength
from contracts.http.models import ReadModel


class IncidentReport(ReadModel):
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


class Load(ReadModel):
    """The work of one team, queue or employee; `handled_seconds` is the time spent on completed tasks."""

    key: str
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
