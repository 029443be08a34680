"""The overview of a brand."""

from __future__ import annotations

from pydantic import AwareDatetime, Field

from contracts.http.analytics.attribution import Attribution
from contracts.http.analytics.measures import Figures, Group, Point, WindowLength
from contracts.http.models import ReadModel
from contracts.http.shown import ShownIncident


class IncidentReport(ReadModel):
    """How an incident went. Times are seconds: to declare from its first sign, the others from its declaration.

    Its figures are counted from its first sign; once it is over they are those of its review.
    """

    incident: ShownIncident
    title: str
    """What was going on, in a line."""
    severity: int
    """The severity it has, or had at its end."""
    worst_severity: int
    """The highest severity it had."""
    began_at: AwareDatetime
    """The first sign: when the signal began, else the declaration."""
    declared_at: AwareDatetime
    """When it was declared (UTC)."""
    stood_down_at: AwareDatetime | None
    """When it ended; null while it is on."""
    counted_from: AwareDatetime
    """Where the figures begin: the window of the first sign."""
    counted_until: AwareDatetime
    """Where they end: the stand-down, or the moment of the report."""
    messages: int
    """What contacts wrote, mentions and answers alike."""
    peak_per_minute: float | None
    """Messages a minute in the busiest window; null where the time is too long to read it by the minute."""
    negative: int
    """Messages of negative sentiment, out of `known`."""
    known: int
    """Messages whose sentiment could be read."""
    reach: int
    """The followers of all their writers added up."""
    pages: int
    """Pages sent, each to one person."""
    needed: int
    """The most people that a callout of it was opened for."""
    volunteers_asked: int
    """People who were asked."""
    volunteers_accepted: int
    """Those who said yes."""
    volunteers_declined: int
    """Those who said no."""
    places: int
    """Surge places that were given."""
    to_declare_seconds: float | None
    """From the first sign to the declaration."""
    to_first_page_seconds: float | None
    """From the declaration to the first page; null: there was none."""
    to_acknowledged_seconds: float | None
    """From the declaration to the first page that was acknowledged; null: none was before the end."""
    to_first_place_seconds: float | None
    """From the declaration to the first surge place; null: there was none."""
    to_stand_down_seconds: float | None
    """From the declaration to the stand-down; null while it is on."""


class Load(ReadModel):
    """The work of one team, queue or employee."""

    key: str
    """The team, queue or employee, by id; `other` for those not counted apart."""
    name: str
    """The name in the directory; the key where it has none."""
    offers: int
    """Offers that were made."""
    accepted: int
    """Tasks that were taken, or given by a person."""
    not_taken: int
    """Offers that ended without being taken."""
    completed: int
    """Tasks that were completed."""
    handled_seconds: float
    """Time spent on those, from taking to completing."""


class Overview(ReadModel):
    """The report: totals and series by measure, groups by `measure.dimension`, incidents, load and attribution."""

    brand: str
    """Whose report it is, by the id."""
    brand_name: str
    """Its name; the id where the directory has none."""
    generated_at: AwareDatetime
    """When the report was made (UTC)."""
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
    totals: dict[str, Figures]
    """All the time together, by measure of the catalogue; levels have none."""
    series: dict[str, list[Point]]
    """By window, of the measures that are drawn over time."""
    groups: dict[str, list[Group]]
    """The largest values of a dimension, by `measure.dimension`, such as `volume_in.channel`."""
    teams: list[Load]
    """The work of the 12 busiest teams."""
    queues: list[Load]
    """The work of the 12 busiest queues."""
    employees: list[Load]
    """The work of the 12 busiest employees."""
    incidents: list[IncidentReport]
    """The incidents that were on in this time, the newest first, each over the whole of its own time."""
    attribution: list[Attribution]
    """Sales under each model."""
