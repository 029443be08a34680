"""The review of an incident that is over."""

from __future__ import annotations

from pydantic import AwareDatetime, Field

from contracts.http.crisis.incidents import Incident, IncidentFigures, TimelineEntry
from contracts.http.models import ReadModel


class Milestones(ReadModel):
    """Seconds from the first sign to each step; null when it never came."""

    to_declared: float
    to_acknowledged: float | None = None
    to_first_volunteer: float | None = None
    to_first_statement: float | None = None
    to_stood_down: float | None = None


class Review(ReadModel):
    """The review of an incident that is over. `lasted_seconds` is from the declaration to the stand-down."""

    incident: Incident
    began_at: AwareDatetime = Field(description="The first sign: when the signal began, else the declaration.")
    lasted_seconds: float
    milestones: Milestones
    figures: IncidentFigures
    people: tuple[str, ...]
    names: dict[str, str] = Field(
        default_factory=dict, description="The name of each person in it by id; the id where there is none."
    )
    timeline: tuple[TimelineEntry, ...]
    steps_open: tuple[str, ...]
