"""Holding statements of an incident."""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime, Field

from contracts.http.crisis.fields import Language
from contracts.http.fields import Plain
from contracts.http.models import ReadModel, WriteModel


class StatementCreate(WriteModel):
    """A holding statement to be approved by somebody else."""

    language: Language
    text: Plain = Field(min_length=1, max_length=5000)


class Statement(ReadModel):
    """A holding statement."""

    id: str
    incident: str
    language: str
    text: str
    author: str
    written_at: AwareDatetime
    state: Literal["draft", "approved"]
    approved_by: str | None = None
    approved_at: AwareDatetime | None = None
