"""Requirements over waiting time: those still asked for, those dropped, and when the next step comes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.routing.domain import tokens
from services.routing.domain.queue import RelaxationStep


@dataclass(frozen=True, slots=True)
class RelaxedDemand:
    """The requirements of a task at one moment; `relaxed` has each step applied, `next_at` the time of the next."""

    tokens: tuple[str, ...]
    relaxed: tuple[str, ...]
    next_at: datetime | None


def demand(
    required: Sequence[str], steps: Sequence[RelaxationStep], queued_at: datetime, now: datetime
) -> RelaxedDemand:
    """Apply the steps whose time has come; a certificate is never dropped."""
    ordered = sorted(steps, key=lambda step: step.after_seconds)
    reached = [step for step in ordered if queued_at + timedelta(seconds=step.after_seconds) <= now]
    coming = [queued_at + timedelta(seconds=step.after_seconds) for step in ordered[len(reached) :]]
    kept: list[str] = []
    relaxed: list[str] = []
    lower = sum(step.lower_skills for step in reached)
    dropped = frozenset().union(*(step.drop for step in reached))
    for token in required:
        softened = _soften(token, lower, dropped)
        if softened is not None:
            kept.append(softened)
        if softened != token:
            relaxed.append(f"{token} -> {softened}" if softened else f"{token} dropped")
    return RelaxedDemand(tuple(sorted(kept)), tuple(relaxed), min(coming, default=None))


def _soften(token: str, lower: int, dropped: frozenset[str]) -> str | None:
    if tokens.kind(token) in dropped:
        return None
    if lower and tokens.kind(token) == "skill":
        name, level = tokens.skill_of(token)
        return tokens.skill(name, max(1, level - lower))
    return token
