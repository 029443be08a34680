"""Escalation: levels of people to page and webhooks to call, with time-outs, in rounds until a person acknowledges."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal, Self

from services.crisis.domain.severity import Severity
from services.crisis.domain.week_hours import WeekHours, WeekSpan

PagedRole = Literal["administrator", "strategist", "social_media_manager", "community_manager"]
"""Roles that a level pages: those of few people, who may take an incident."""

MOST_PAGED = 100
"""People of one level."""

Closed = Literal["severity", "hours"]


@dataclass(frozen=True, slots=True)
class EscalationLevel:
    """Who is paged at once, and how long they have before the next level is.

    They are `persons`, whoever is on call in `rotations`, and everybody who has one of `roles`; `webhooks` are called
    beside them, or alone. The level is for incidents of `from_severity` and graver ones, and for `hours` alone where
    it has some; otherwise it is passed over.
    """

    persons: tuple[str, ...] = ()
    timeout_seconds: float = 300.0
    rotations: tuple[str, ...] = ()
    roles: tuple[PagedRole, ...] = ()
    from_severity: Severity = 1
    hours: WeekHours | None = None
    webhooks: tuple[str, ...] = ()

    def closed(self, severity: Severity, at: datetime) -> Closed | None:
        """Why the level pages nobody about an incident of a severity at a moment; None where it pages."""
        if severity < self.from_severity:
            return "severity"
        return "hours" if self.hours is not None and not self.hours.cover(at) else None

    def packed(self) -> Any:  # noqa: ANN401 - small plain values
        """The level as small plain values, for the timer that waits for it.

        People alone are held as older builds read them. One with webhooks is held so that no older build reads it,
        since it would go on without them.
        """
        if self.webhooks:
            return {"webhooks": list(self.webhooks), "level": replace(self, webhooks=()).packed()}
        if self == EscalationLevel(self.persons, self.timeout_seconds):
            return [list(self.persons), self.timeout_seconds]
        packed: dict[str, Any] = {"persons": list(self.persons), "timeout_seconds": self.timeout_seconds}
        packed |= {"rotations": list(self.rotations), "roles": list(self.roles), "from_severity": self.from_severity}
        if self.hours is not None:
            spans = [[list(span.days), span.begins, span.ends] for span in self.hours.spans]
            packed["hours"] = {"zone": self.hours.zone, "spans": spans}
        return packed

    @classmethod
    def unpacked(cls, packed: Mapping[str, Any] | Sequence[Any]) -> Self:
        """The level that was packed; people alone are a list and seconds."""
        if not isinstance(packed, Mapping):
            persons, seconds = packed
            return cls(tuple(persons), seconds)
        if "webhooks" in packed:
            return replace(cls.unpacked(packed["level"]), webhooks=tuple(packed["webhooks"]))
        hours = packed.get("hours")
        return cls(
            persons=tuple(packed["persons"]),
            timeout_seconds=packed["timeout_seconds"],
            rotations=tuple(packed["rotations"]),
            roles=tuple(packed["roles"]),
            from_severity=packed["from_severity"],
            hours=hours and WeekHours(hours["zone"], tuple(WeekSpan(tuple(d), b, e) for d, b, e in hours["spans"])),
        )


@dataclass(frozen=True, slots=True)
class EscalationPolicy:
    """Levels in order, gone through `rounds` times.

    `pages_per_hour` is how many pages a person is told of within an hour; those of severity 3 are always told.
    """

    levels: tuple[EscalationLevel, ...] = ()
    rounds: int = 3
    pages_per_hour: int | None = None

    def packed(self) -> dict[str, Any]:
        """The policy as small plain values: an escalation ends under the policy it began with."""
        return {
            "rounds": self.rounds,
            "pages_per_hour": self.pages_per_hour,
            "levels": [level.packed() for level in self.levels],
        }

    @classmethod
    def unpacked(cls, packed: Mapping[str, Any]) -> Self:
        """The policy that was packed."""
        levels = tuple(EscalationLevel.unpacked(level) for level in packed["levels"])
        return cls(levels, packed["rounds"], packed.get("pages_per_hour"))


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


def page_calls(persons: Iterable[str], incident: str, stage: Stage, derive: Callable[..., str]) -> list[PageCall]:
    """The calls of a stage, one a person; `derive` hashes incident, round, level and person to the page's key."""
    return [
        PageCall(derive("page", incident, str(stage.round), str(stage.level), person), person, stage)
        for person in dict.fromkeys(persons)
    ]
