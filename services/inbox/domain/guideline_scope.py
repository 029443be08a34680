"""Where a rule of the guideline applies, and to whom: the situation of a reply, and its author."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from services.inbox.domain.takeover import Takeover

WithoutAcceptance = Literal["draft_only", "with_approval"]


@dataclass(frozen=True, slots=True)
class Situation:
    """Where a reply would go: what its conversation is about."""

    channel: str
    visibility: str
    triage: str
    priority: int
    topics: tuple[str, ...] = ()
    language: str | None = None
    in_incident: bool = False
    reach: int | None = None
    severity: int | None = None
    taken_over_by: Takeover | None = None


@dataclass(frozen=True, slots=True)
class Applies:
    """When a rule applies; empty conditions always hold."""

    channels: tuple[str, ...] = ()
    visibility: str | None = None
    triage: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    min_priority: int = 0
    in_incident: bool | None = None

    def holds(self, situation: Situation) -> bool:
        """Whether every condition holds; `topics` needs one in common."""
        return (
            (not self.channels or situation.channel in self.channels)
            and (self.visibility is None or self.visibility == situation.visibility)
            and (not self.triage or situation.triage in self.triage)
            and (not self.topics or any(topic in self.topics for topic in situation.topics))
            and situation.priority >= self.min_priority
            and (self.in_incident is None or self.in_incident == situation.in_incident)
        )


@dataclass(frozen=True, slots=True)
class EngagementApplies(Applies):
    """When a rule of engagement applies: as any rule, and by the contact's reach and the gravest incident."""

    min_reach: int | None = None
    max_severity: int | None = None

    @property
    def asks_for_incidents(self) -> bool:
        """Whether it depends on an incident being on."""
        return self.in_incident is not None or self.max_severity is not None

    def holds(self, situation: Situation) -> bool:
        """Whether every condition holds; severity 1 is the gravest, and without an incident none is reached."""
        grave = self.max_severity is None or (
            situation.severity is not None and situation.severity <= self.max_severity
        )
        loud = self.min_reach is None or (situation.reach is not None and situation.reach >= self.min_reach)
        return grave and loud and Applies.holds(self, situation)


@dataclass(frozen=True, slots=True)
class Author:
    """Who would speak: what they hold, where they work, and what they still have to accept, if that is overdue."""

    person: str = ""
    certificates: frozenset[str] = frozenset()
    department: str | None = None
    roles: frozenset[str] = frozenset()
    without_acceptance: WithoutAcceptance | None = None
    abilities: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class AuthorScope:
    """Whom a stricter rule is for; empty conditions are for everybody."""

    departments: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()

    def holds(self, author: Author) -> bool:
        """Whether the author is of one of the departments, and has one of the roles."""
        return (not self.departments or author.department in self.departments) and (
            not self.roles or not author.roles.isdisjoint(self.roles)
        )
