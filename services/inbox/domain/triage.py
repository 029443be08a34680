"""Triage: ordered rules, stored as versioned data, decide what a message asks of the brand and why."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Triage = Literal["respond", "monitor", "escalate", "ignore"]
SentimentLabel = Literal["positive", "neutral", "negative", "unknown"]

STRENGTH: dict[Triage, int] = {"ignore": 0, "monitor": 1, "respond": 2, "escalate": 3}
REACH_BONUS_PER_TENFOLD = 2  # a hundred thousand followers add 10 points of 100: reach orders, it does not decide


def needs_response(triage: Triage) -> bool:
    """Whether an employee has to act."""
    return triage in ("respond", "escalate")


def stronger(one: Triage, other: Triage) -> Triage:
    """The one that asks more of us."""
    return one if STRENGTH[one] >= STRENGTH[other] else other


@dataclass(frozen=True, slots=True)
class TriageFacts:
    """The facts the rules may look at."""

    channel: str
    visibility: str
    automated: bool
    language: str | None
    sentiment: SentimentLabel
    urgency: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    reach: int | None = None
    question: bool = False
    first: bool = True
    has_text: bool = True


@dataclass(frozen=True, slots=True)
class When:
    """Conditions that must all hold; an empty or None one always does. `urgency` and `topics` need one in common."""

    channels: tuple[str, ...] = ()
    visibility: str | None = None
    automated: bool | None = None
    languages: tuple[str, ...] = ()
    sentiment: tuple[SentimentLabel, ...] = ()
    urgency: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    min_reach: int | None = None
    question: bool | None = None
    first: bool | None = None
    has_text: bool | None = None

    def holds(self, facts: TriageFacts) -> bool:
        """Whether every condition holds; an unknown reach or language never meets a condition on it."""
        return self._flags_hold(facts) and self._values_hold(facts)

    def _flags_hold(self, facts: TriageFacts) -> bool:
        return (
            (self.automated is None or self.automated == facts.automated)
            and (self.question is None or self.question == facts.question)
            and (self.first is None or self.first == facts.first)
            and (self.has_text is None or self.has_text == facts.has_text)
            and (self.visibility is None or self.visibility == facts.visibility)
        )

    def _values_hold(self, facts: TriageFacts) -> bool:
        return (
            (not self.sentiment or facts.sentiment in self.sentiment)
            and (not self.channels or facts.channel in self.channels)
            and (not self.languages or facts.language in self.languages)
            and (not self.urgency or any(term in self.urgency for term in facts.urgency))
            and (not self.topics or any(topic in self.topics for topic in facts.topics))
            and (self.min_reach is None or (facts.reach is not None and facts.reach >= self.min_reach))
        )


@dataclass(frozen=True, slots=True)
class TriageRule:
    """One row of the chart. `priority` is 0 to 100, `reason` is shown to the employee."""

    id: str
    when: When
    decision: Triage
    priority: int
    reason: str


@dataclass(frozen=True, slots=True)
class RuleSet:
    """A version of a brand's triage rules: the first rule that holds decides; `otherwise` decides when none does.

    `urgency_terms` and `topic_terms` are the words looked for, by name of urgency or topic.
    """

    version: int
    rules: tuple[TriageRule, ...]
    otherwise: TriageRule
    urgency_terms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    topic_terms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TriageResult:
    """The triage of a message, by which rule of which version, and why; `by` is the person who overrode the rules."""

    decision: Triage
    priority: int
    rule: str
    rules_version: int
    reason: str
    by: str | None = None


def decide(facts: TriageFacts, rules: RuleSet) -> TriageResult:
    """Walk the chart from the top. Reach only adds to the priority, so that the loudest of equals come first."""
    for rule in rules.rules:
        if rule.when.holds(facts):
            return _decision(rule, facts, rules.version)
    return _decision(rules.otherwise, facts, rules.version)


def _decision(rule: TriageRule, facts: TriageFacts, version: int) -> TriageResult:
    bonus = _reach_bonus(facts.reach) if rule.priority else 0
    priority = min(100, rule.priority + bonus)
    reason = rule.reason
    named = [term for term in (*facts.urgency, *facts.topics) if term in rule.when.urgency or term in rule.when.topics]
    if named:
        reason = f"{reason} ({', '.join(named)})"
    if bonus:
        reason = f"{reason}; reach adds {bonus}"
    return TriageResult(rule.decision, priority, rule.id, version, reason)


def _reach_bonus(reach: int | None) -> int:
    return int(math.log10(reach)) * REACH_BONUS_PER_TENFOLD if reach and reach >= 10 else 0
