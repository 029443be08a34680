"""Escalation: steps of people to page with time-outs, repeated until a person acknowledges.

A kind of step is one class. To add one: its class, its entry in `STEP_KINDS` and in `EscalationStep`, and its body in
the API.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self


@dataclass(frozen=True, slots=True)
class PagePersons:
    """People paged at once, and how long they have before the next step is taken."""

    kind: ClassVar[str] = "page_persons"

    persons: tuple[str, ...]
    timeout_seconds: float = 300.0

    def recipients(self) -> tuple[str, ...]:
        """The people to page, each once."""
        return tuple(dict.fromkeys(self.persons))

    def packed(self) -> list[Any]:
        """The step as small plain values, for the timer that waits for it."""
        return [list(self.persons), self.timeout_seconds]

    @classmethod
    def unpacked(cls, packed: Sequence[Any]) -> Self:
        """The step that was packed."""
        persons, seconds = packed
        return cls(tuple(persons), seconds)


EscalationStep = PagePersons
"""A step of any kind: the union of the classes in `STEP_KINDS`."""

STEP_KINDS: dict[str, type[EscalationStep]] = {PagePersons.kind: PagePersons}


def unpacked_step(packed: Sequence[Any]) -> EscalationStep:
    """A step from its packed form, which begins with the name of its kind; people's pages begin with the people."""
    kind, values = (packed[0], packed[1:]) if isinstance(packed[0], str) else (PagePersons.kind, packed)
    return STEP_KINDS[kind].unpacked(values)


@dataclass(frozen=True, slots=True)
class EscalationPolicy:
    """Steps in order, the levels of the escalation, gone through `rounds` times."""

    levels: tuple[EscalationStep, ...] = ()
    rounds: int = 3

    def packed(self) -> dict[str, Any]:
        """The policy as small plain values: an escalation ends under the policy it began with."""
        return {"rounds": self.rounds, "levels": [step.packed() for step in self.levels]}

    @classmethod
    def unpacked(cls, packed: dict[str, Any]) -> Self:
        """The policy that was packed."""
        return cls(tuple(unpacked_step(step) for step in packed["levels"]), packed["rounds"])


@dataclass(frozen=True, slots=True)
class Stage:
    """Where an escalation stands: round and level, both from 1."""

    round: int
    level: int


@dataclass(frozen=True, slots=True)
class PageCall:
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


def page_calls(policy: EscalationPolicy, incident: str, stage: Stage, derive: Callable[..., str]) -> list[PageCall]:
    """The calls of a stage; `derive` hashes incident, round, level and person to the page's key."""
    if stage.level > len(policy.levels):
        return []
    return [
        PageCall(derive("page", incident, str(stage.round), str(stage.level), person), person, stage)
        for person in policy.levels[stage.level - 1].recipients()
    ]


def timeout_seconds(policy: EscalationPolicy, stage: Stage) -> float:
    """How long a stage waits for somebody."""
    return policy.levels[stage.level - 1].timeout_seconds
