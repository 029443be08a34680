"""A versioned playbook: what to do, in steps; an incident begins with a copy of them (`incident_step.py`)."""

from __future__ import annotations

from dataclasses import dataclass

from services.crisis.domain.severity import Severity
from services.crisis.domain.views import Measure


@dataclass(frozen=True, slots=True)
class PlaybookStep:
    """One step; `due_seconds` counts from the declaration."""

    title: str
    instructions: str = ""
    due_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class PlaybookFit:
    """When a playbook fits (`playbook_fit.py`): surges of these measures, or words that are said.

    Below `min_severity` it never fits; None: it may at any severity.
    """

    signals: tuple[Measure, ...] = ()
    min_severity: Severity | None = None
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Playbook:
    """A brand's plan for a kind of crisis, with holding statements per language (BCP 47) to start from.

    One that does not say when it fits is taken where it is named.
    """

    id: str
    title: str
    version: int
    steps: tuple[PlaybookStep, ...] = ()
    statements: tuple[tuple[str, str], ...] = ()
    fits: PlaybookFit | None = None


DEFAULT_PLAYBOOK = Playbook(
    id="default",
    title="Surge of messages",
    version=0,
    steps=(
        PlaybookStep(
            "Publish the first public note", "Say that you know and when you will say more. No causes yet.", 300.0
        ),
        PlaybookStep("Scope it", "What happened, to whom, since when, in which channels and languages.", 600.0),
        PlaybookStep(
            "Approve the holding statements", "One per language you answer in; a second person approves.", 600.0
        ),
        PlaybookStep("Give an update", "Repeat every 20 minutes until it is over.", 1800.0),
        PlaybookStep("Plan the stand-down and the review", "Review within three days; name who writes it."),
    ),
    statements=(("en", "We know about this and are working on it. We will say more here as soon as we can."),),
)
"""Attached where a brand wrote none of its own; the times are those of incident response practice (PagerDuty)."""
