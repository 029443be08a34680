"""Playbooks: the steps of an incident and its holding statements, prepared beforehand."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from contracts.http.crisis.fields import Id, Language, Severity
from contracts.http.fields import Plain
from contracts.http.models import ReadModel, WriteModel


def _said(text: str) -> str:
    if not any(sign.isalnum() for sign in text):
        raise ValueError("a letter or a digit is needed")
    return text


FitWord = Annotated[Plain, Field(min_length=1, max_length=60), AfterValidator(_said)]
"""A word, or a phrase of some words."""


class PlaybookStep(WriteModel):
    """One step of a playbook; `due_seconds` counts from the declaration."""

    title: Plain = Field(min_length=1, max_length=200)
    """What is to be done, in a line."""
    instructions: Plain = Field(default="", max_length=5000)
    """How; empty where the title says it all."""
    due_seconds: float | None = Field(default=None, ge=0, le=365 * 86_400)
    """By when, in seconds from the declaration; null: no time is set."""


class PlaybookFit(WriteModel):
    """When a playbook fits an incident: by one of its signals, or one of its words."""

    signals: tuple[Literal["volume", "negative_share", "story", "reach"], ...] = Field(max_length=4)
    """It fits what these measures raise signals of: `volume` (messages), `negative_share` (of them, the negative),
    `story` (one story's messages), `reach` (the followers that stories reach)."""
    min_severity: Severity | None
    """Below this severity it never fits; null: it may at any. By itself it ranks a playbook, and chooses none."""
    words: tuple[FitWord, ...] = Field(max_length=20)
    """It fits where one of these words or short phrases is said, as a whole and in any case, in the title, in
    stories that raised its signals, or in the largest growing stories."""


class PlaybookUpdate(WriteModel):
    """A playbook as it is written; `statements` are holding statements by language."""

    title: Plain = Field(min_length=1, max_length=200)
    """The kind of crisis it is for."""
    steps: tuple[PlaybookStep, ...] = Field(max_length=100)
    """In order; an incident begins with a copy of them to tick off."""
    statements: dict[Language, Annotated[Plain, Field(min_length=1, max_length=5000)]] = Field(max_length=50)
    """Texts by language (BCP 47), which become drafts of holding statements in the incident."""
    fits: PlaybookFit | None
    """When it fits: an incident for which nobody names a playbook begins with it, in place of the one of the crisis
    policy. Null: it is taken only where it is named."""


class Playbook(PlaybookUpdate):
    """A playbook with its version."""

    id: str
    """Names it in incidents and in the crisis policy."""
    version: int
    """Grows with every write; `ETag` carries it. 0 is the built-in one."""


class FittingPlaybook(ReadModel):
    """A playbook that fits an incident, with the reasons."""

    playbook: str
    """The playbook by its id, for `GET /v1/playbooks/{playbook}`."""
    title: str
    """The kind of crisis it is for."""
    version: int
    """Its newest version; the incident may have an older one."""
    reasons: tuple[str, ...]
    """Why it fits, in words, which quote of it what is said, and never what customers wrote."""
    taken: bool
    """Whether the incident has it."""
    languages: tuple[str, ...]
    """The languages (BCP 47) in which it brings holding statements."""


class IncidentPlaybookUpdate(WriteModel):
    """Go on by another playbook."""

    playbook: Id
    """The playbook by its id; the present one gives what its newest version has more."""
