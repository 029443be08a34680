"""The review of an incident that is over."""

from __future__ import annotations

from pydantic import AwareDatetime, Field

from contracts.http.crisis.incidents import Incident, IncidentFigures, TimelineEntry
from contracts.http.models import ReadModel


class Milestones(ReadModel):
    """How soon each step came, counted from the first sign."""

    to_declared: float
    """Seconds to the declaration; 0 where no signal came before it."""
    to_acknowledged: float | None = None
    """Seconds to the first page that was acknowledged; null: there was none."""
    to_first_volunteer: float | None = None
    """Seconds to the first yes of a volunteer; null: there was none."""
    to_first_statement: float | None = None
    """Seconds to the first holding statement that was approved; null: there was none."""
    to_stood_down: float | None = None
    """Seconds to the stand-down; null: there was none."""


class Review(ReadModel):
    """The review of an incident that is over."""

    incident: Incident
    """All that is stored of it, as of its end."""
    began_at: AwareDatetime
    """The first sign: when the signal began, else the declaration."""
    lasted_seconds: float
    """From the declaration to the stand-down."""
    milestones: Milestones
    """How fast it went."""
    figures: IncidentFigures
    """How much it was, from the first sign to the stand-down."""
    people: tuple[str, ...]
    """Who is in the timeline or had a role, by id, parts of Muster among them."""
    names: dict[str, str] = Field(default_factory=dict)
    """The name of each person in it by id; the id where there is none."""
    timeline: tuple[TimelineEntry, ...]
    """What happened, the oldest first."""
    steps_open: tuple[str, ...]
    """The titles of the steps nobody ticked off."""
