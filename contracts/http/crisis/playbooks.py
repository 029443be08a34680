"""Playbooks: the steps of an incident and its holding statements, prepared beforehand."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from contracts.http.crisis.fields import Language
from contracts.http.fields import Plain
from contracts.http.models import WriteModel


class PlaybookStep(WriteModel):
    """One step of a playbook; `due_seconds` counts from the declaration."""

    title: Plain = Field(min_length=1, max_length=200)
    instructions: Plain = Field(default="", max_length=5000)
    due_seconds: float | None = Field(default=None, ge=0, le=365 * 86_400)


class PlaybookUpdate(WriteModel):
    """A playbook as it is written; `statements` are holding statements by language."""

    title: Plain = Field(min_length=1, max_length=200)
    steps: tuple[PlaybookStep, ...] = Field(max_length=100)
    statements: dict[Language, Annotated[Plain, Field(min_length=1, max_length=5000)]] = Field(max_length=50)


class Playbook(PlaybookUpdate):
    """A playbook with its version."""

    id: str
    version: int
