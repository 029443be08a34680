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
    """What is to be done, in a line."""
    instructions: Plain = Field(default="", max_length=5000)
    """How; empty where the title says it all."""
    due_seconds: float | None = Field(default=None, ge=0, le=365 * 86_400)
    """By when, in seconds from the declaration; null: no time is set."""


class PlaybookUpdate(WriteModel):
    """A playbook as it is written; `statements` are holding statements by language."""

    title: Plain = Field(min_length=1, max_length=200)
    """The kind of crisis it is for."""
    steps: tuple[PlaybookStep, ...] = Field(max_length=100)
    """In order; an incident begins with a copy of them to tick off."""
    statements: dict[Language, Annotated[Plain, Field(min_length=1, max_length=5000)]] = Field(max_length=50)
    """Texts by language (BCP 47), which become drafts of holding statements in the incident."""


class Playbook(PlaybookUpdate):
    """A playbook with its version."""

    id: str
    """Names it in incidents and in the crisis policy."""
    version: int
    """Grows with every write; `ETag` carries it. 0 is the built-in one."""
