"""A versioned playbook: what to do, in steps; attached to an incident as a copy whose steps are ticked off."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True, slots=True)
class PlaybookStep:
    """One step; `due_seconds` counts from the declaration."""

    title: str
    instructions: str = ""
    due_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Playbook:
    """A brand's plan for a kind of crisis, with holding statements per language (BCP 47) to start from."""

    id: str
    title: str
    version: int
    steps: tuple[PlaybookStep, ...] = ()
    statements: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class OpenStep:
    """A step of an incident, done or not."""

    title: str
    instructions: str = ""
    due_seconds: float | None = None
    done_by: str | None = None
    done_at: datetime | None = None


class NoSuchStep(Exception):
    """The playbook of this incident has no step of that number."""


class StepDone(Exception):
    """The step was completed before."""


def opened(playbook: Playbook) -> tuple[OpenStep, ...]:
    """The steps of a playbook as an incident begins with them."""
    return tuple(OpenStep(step.title, step.instructions, step.due_seconds) for step in playbook.steps)


def complete(steps: tuple[OpenStep, ...], number: int, by: str, at: datetime) -> tuple[OpenStep, ...]:
    """Tick off a step, numbered from 1; raises NoSuchStep or StepDone."""
    if not 1 <= number <= len(steps):
        raise NoSuchStep(number)
    if steps[number - 1].done_at is not None:
        raise StepDone(number)
    return tuple(
        replace(step, done_by=by, done_at=at) if index == number else step for index, step in enumerate(steps, start=1)
    )


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
