"""Updates of an incident for the whole company."""

from __future__ import annotations

from pydantic import AwareDatetime, Field

from contracts.http.fields import Plain
from contracts.http.models import ReadModel, WriteModel
from contracts.http.moment import Moment


class IncidentUpdateCreate(WriteModel):
    """An update for the whole company: how it stands."""

    text: Plain = Field(min_length=1, max_length=2000)
    """The words, as everybody of the company reads them."""
    next_at: Moment | None = None
    """When the next update is promised at the latest; null: none is promised."""


class IncidentUpdate(ReadModel):
    """What the company was told of an incident."""

    text: str
    """The words, as everybody of the company reads them."""
    at: AwareDatetime
    """When it was written (UTC)."""
    by: str
    """Who wrote it: the person by id, in the status of the company by name."""
    next_at: AwareDatetime | None = None
    """When the next one was promised at the latest (UTC); null: none was."""
