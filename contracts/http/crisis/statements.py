"""Holding statements of an incident."""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime, Field

from contracts.http.crisis.fields import Language
from contracts.http.fields import Plain
from contracts.http.models import ReadModel, WriteModel
from contracts.http.shown import ShownIncident


class StatementCreate(WriteModel):
    """A holding statement to be approved by somebody else."""

    language: Language
    """The language it is written in (BCP 47)."""
    text: Plain = Field(min_length=1, max_length=5000)
    """The words that may be sent once somebody else approves."""


class Statement(ReadModel):
    """A holding statement."""

    id: str
    """32 hexadecimal digits."""
    incident: ShownIncident
    language: str
    """The language it is written in (BCP 47)."""
    text: str
    """What may be sent, word for word, once it is approved."""
    author: str
    """Who wrote it, by id; `playbook` where it came from there, and any person may approve it."""
    written_at: AwareDatetime
    """When it was written (UTC)."""
    state: Literal["draft", "approved"]
    """`draft`, or `approved` and free to be sent."""
    approved_by: str | None = None
    """The other person who approved it, by id; null while it is a draft."""
    approved_at: AwareDatetime | None = None
    """When they did; null while it is a draft."""
