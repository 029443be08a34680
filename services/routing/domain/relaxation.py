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
    remaining: list[str] = []
    relaxed: list[str] = []
    lower = sum(step.lower_skills for step in reached)
    dropped = frozenset().union(*(step.drop for step in reached))
    for token in required:
        relaxed_token = _relax_token(token, lower, dropped)
        if relaxed_token is not None:
            remaining.append(relaxed_token)
        if relaxed_token != token:
            relaxed.append(f"{token} -> {relaxed_token}" if relaxed_token else f"{token} dropped")
    return RelaxedDemand(tuple(sorted(remaining)), tuple(relaxed), min(coming, default=None))


def _relax_token(token: str, lower: int, dropped: frozenset[str]) -> str | None:
    if tokens.kind(token) in dropped:
        return None
    if lower and tokens.kind(token) == "skill":
        name, level = tokens.skill_of(token)
        return tokens.skill(name, max(1, level - lower))
    return token
