"""Whom to page, for how long, and who is next: levels with time-outs, repeated until somebody acknowledges."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Level:
    """People paged at once, and how long they have before the next level is."""

    persons: tuple[str, ...]
    timeout_seconds: float = 300.0


@dataclass(frozen=True, slots=True)
class EscalationPolicy:
    """Levels in order, gone through `rounds` times."""

    levels: tuple[Level, ...] = ()
    rounds: int = 3


@dataclass(frozen=True, slots=True)
class Stage:
    """Where an escalation stands: round and level, both from 1."""

    round: int
    level: int


@dataclass(frozen=True, slots=True)
class Page:
    """One call to one person. `id` is derived, so that trying again is the same page."""

    id: str
    person: str
    stage: Stage


FIRST = Stage(1, 1)


def next_stage(policy: EscalationPolicy, stage: Stage) -> Stage | None:
    """The stage after a time-out, None when everybody was paged in every round."""
    if stage.level < len(policy.levels):
        return Stage(stage.round, stage.level + 1)
    return Stage(stage.round + 1, 1) if stage.round < policy.rounds else None


def pages(policy: EscalationPolicy, incident: str, stage: Stage, derive: Callable[..., str]) -> list[Page]:
    """The pages of a stage; `derive` hashes incident, round, level and person to the page's key."""
    if stage.level > len(policy.levels):
        return []
    level = policy.levels[stage.level - 1]
    return [
        Page(derive("page", incident, str(stage.round), str(stage.level), person), person, stage)
        for person in dict.fromkeys(level.persons)
    ]


def timeout_seconds(policy: EscalationPolicy, stage: Stage) -> float:
    """How long a stage waits for somebody."""
    return policy.levels[stage.level - 1].timeout_seconds
