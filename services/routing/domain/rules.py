"""The rules of a brand at one moment: workflow, queues, crisis and guideline together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from services.routing.domain import tokens
from services.routing.domain.guideline import GuidelineCopy
from services.routing.domain.queue import Queue
from services.routing.domain.workflow import ActiveIncident, ConversationFacts, Placement, Workflow, circumstances

WAIVED = frozenset({"queue", "skill", "team"})  # kinds of tokens that a takeover by a department does away with


@dataclass(frozen=True, slots=True)
class RoutingRules:
    """The rules of a brand at one moment."""

    workflow: Workflow
    queues: Mapping[str, Queue]
    incident: ActiveIncident | None = None
    guideline: GuidelineCopy = GuidelineCopy()

    @property
    def circumstances(self) -> str:
        """Under what a placement is decided now; a waiting task of others is placed anew and not offered before."""
        return circumstances(self.workflow, self.incident, self.guideline.version)

    def guided(self, placement: Placement, facts: ConversationFacts) -> Placement:
        """The placement with what the guideline asks: certificates, and the department that has taken it over.

        Of that department's people no queue and no skill is asked: they are few, and work in queues of their own.
        """
        asked = set(placement.required)
        if facts.department is not None:
            asked = {each for each in asked if tokens.kind(each) not in WAIVED} | {tokens.team(facts.department)}
        return replace(placement, required=tuple(sorted(asked | self.guideline.required(facts, self.incident))))

    def queue(self, name: str) -> Queue:
        """The queue of that name; one that was never described has the usual settings."""
        return self.queues.get(name) or Queue(name)
