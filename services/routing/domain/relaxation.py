"""Requirements over waiting time: those still asked for, those dropped, and when the next step comes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.routing.domain import tokens
from services.routing.domain.queue import RelaxationStep


@dataclass(frozen=True, slots=True)
class RelaxedDemand:
    """The requirements of a task at one moment; `relaxed` has what was given up, `next_at` when they change next."""

    tokens: tuple[str, ...]
    relaxed: tuple[str, ...]
    next_at: datetime | None


def demand(
    required: Sequence[str], steps: Sequence[RelaxationStep], queued_at: datetime, now: datetime
) -> RelaxedDemand:
    """Apply the steps whose time has come; a certificate is never dropped. A step that changes nothing is none."""
    ordered = sorted(steps, key=lambda step: step.after_seconds)
    times = [queued_at + timedelta(seconds=step.after_seconds) for step in ordered]
    reached = sum(time <= now for time in times)
    asked = _relaxed(required, ordered[:reached])
    changes = (time for count, time in enumerate(times, 1) if _relaxed(required, ordered[:count]) != asked)
    return RelaxedDemand(*asked, next((time for time in changes if time > now), None))


def _relaxed(required: Sequence[str], steps: Sequence[RelaxationStep]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What is left of the requirements after these steps, and what was given up."""
    remaining: list[str] = []
    relaxed: list[str] = []
    lower = sum(step.lower_skills for step in steps)
    dropped = frozenset().union(*(step.drop for step in steps))
    for token in required:
        relaxed_token = _relax_token(token, lower, dropped)
        if relaxed_token is not None:
            remaining.append(relaxed_token)
        if relaxed_token != token:
            relaxed.append(f"{token} -> {relaxed_token}" if relaxed_token else f"{token} dropped")
    return tuple(sorted(remaining)), tuple(relaxed)


def _relax_token(token: str, lower: int, dropped: frozenset[str]) -> str | None:
    if tokens.kind(token) in dropped:
        return None
    if lower and tokens.kind(token) == "skill":
        name, level = tokens.skill_of(token)
        return tokens.skill(name, max(1, level - lower))
    return token
