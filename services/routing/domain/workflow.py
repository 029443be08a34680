"""Workflows: ordered, versioned rules that put a conversation in a queue and say what it asks of an employee."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from services.routing.domain import tokens

SAME_LANGUAGE = "conversation"  # a rule that asks for the language the contact writes
TRANSFER = "transfer"  # stands for the rule where a person chose a queue that no rule leads to


@dataclass(frozen=True, slots=True)
class ConversationFacts:
    """A conversation as routing sees it: never its text. `due_at` is the earliest clock that runs.

    `department` is the one that has taken it over by the guideline, None where none has.
    """

    conversation: str
    version: int
    channel: str
    integration: str
    status: str
    triage: str
    priority: int
    language: str | None
    topics: tuple[str, ...]
    visibility: str
    needs_reply: bool
    due_at: datetime | None
    at: datetime
    department: str | None = None


@dataclass(frozen=True, slots=True)
class ActiveIncident:
    """A crisis that is on for the brand."""

    id: str
    severity: int


@dataclass(frozen=True, slots=True)
class Condition:
    """When a rule applies: each field that is set has to hold; a rule without any always applies."""

    channels: frozenset[str] = frozenset()
    integrations: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    triage: frozenset[str] = frozenset()
    visibility: str | None = None
    min_priority: int = 0
    incident: bool | None = None
    min_severity: int = 0

    def holds(self, facts: ConversationFacts, incident: ActiveIncident | None) -> bool:
        """Whether the conversation, in the brand's present state, meets the condition."""
        return self._of_conversation(facts) and self._of_incident(incident)

    def _of_conversation(self, facts: ConversationFacts) -> bool:
        language = (facts.language or "").lower()
        return (
            (not self.channels or facts.channel in self.channels)
            and (not self.integrations or facts.integration in self.integrations)
            and (not self.languages or language in self.languages or language.split("-", 1)[0] in self.languages)
            and (not self.topics or not self.topics.isdisjoint(facts.topics))
            and (not self.triage or facts.triage in self.triage)
            and (self.visibility is None or facts.visibility == self.visibility)
            and facts.priority >= self.min_priority
        )

    def _of_incident(self, incident: ActiveIncident | None) -> bool:
        if self.incident is not None and self.incident != (incident is not None):
            return False
        return self.min_severity == 0 or (incident is not None and incident.severity >= self.min_severity)


@dataclass(frozen=True, slots=True)
class Requirements:
    """The requirements of a rule on an employee. `language` is a tag, or `conversation` for the contact's own."""

    language: str | None = None
    skills: Mapping[str, int] = field(default_factory=dict)
    certificates: tuple[str, ...] = ()
    team: str | None = None


@dataclass(frozen=True, slots=True)
class WorkflowRule:
    """One rule: condition, queue, requirements, and how much more urgent it makes the task (0 to 100)."""

    id: str
    queue: str
    when: Condition = Condition()
    requires: Requirements = Requirements()
    boost: int = 0


@dataclass(frozen=True, slots=True)
class Workflow:
    """The rules of a brand in their order under one version; the last rule has to apply to everything."""

    version: int
    rules: tuple[WorkflowRule, ...]

    def __post_init__(self) -> None:
        """Refuse rules under which a conversation could fall through to nowhere."""
        if not self.rules or self.rules[-1].when != Condition():
            raise ValueError("the last rule must have no condition, so that no conversation is left without a queue")


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a conversation goes and why: queue, tokens, priority from 0 to 100, the rule and its version.

    `transferred_by` is the person who chose the queue; while there is one, rules change what the queue asks, never
    the queue.
    """

    queue: str
    team: str | None
    required: tuple[str, ...]
    priority: int
    rule: str
    workflow_version: int
    transferred_by: str | None = None


def place(workflow: Workflow, facts: ConversationFacts, incident: ActiveIncident | None) -> Placement:
    """Put a conversation in a queue by the first rule that applies."""
    rule = next(rule for rule in workflow.rules if rule.when.holds(facts, incident))
    return _by_rule(rule, workflow, facts)


def place_in_queue(
    workflow: Workflow, facts: ConversationFacts, incident: ActiveIncident | None, queue: str, by: str
) -> Placement:
    """Put a conversation in the queue a person chose, with what the workflow asks there and nothing else.

    That is the first rule of the queue that applies, else the queue's first rule; a queue without a rule asks only
    for those who work in it.
    """
    of_queue = [rule for rule in workflow.rules if rule.queue == queue]
    applying = [rule for rule in of_queue if rule.when.holds(facts, incident)]
    rule = next(iter(applying or of_queue), WorkflowRule(TRANSFER, queue))
    return replace(_by_rule(rule, workflow, facts), transferred_by=by)


def _by_rule(rule: WorkflowRule, workflow: Workflow, facts: ConversationFacts) -> Placement:
    return Placement(
        queue=rule.queue,
        team=rule.requires.team,
        required=_required(rule, facts),
        priority=min(100, facts.priority + rule.boost),
        rule=rule.id,
        workflow_version=workflow.version,
    )


def _required(rule: WorkflowRule, facts: ConversationFacts) -> tuple[str, ...]:
    requires = rule.requires
    required = {tokens.queue(rule.queue), *(tokens.certificate(each) for each in requires.certificates)}
    required |= {tokens.skill(name, level) for name, level in requires.skills.items()}
    tag = facts.language if requires.language == SAME_LANGUAGE else requires.language
    if tag:
        required.add(tokens.language(tag))
    if requires.team:
        required.add(tokens.team(requires.team))
    return tuple(sorted(required))


def circumstances(workflow: Workflow, incident: ActiveIncident | None, guideline_version: int = 0) -> str:
    """Under what a placement was decided; when it differs from now, a waiting task is placed anew."""
    of_rules = f"{workflow.version}/{incident.severity if incident else 0}"
    return f"{of_rules}/{guideline_version}" if guideline_version else of_rules
