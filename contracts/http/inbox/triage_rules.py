"""The triage chart, kept in versions."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from contracts.http.inbox.fields import Name, Names, Term
from contracts.http.models import WriteModel
from contracts.inbox import Triage

Label = Literal["positive", "neutral", "negative", "unknown"]


class TriageCondition(WriteModel):
    """Conditions that must all hold; those left out always do."""

    channels: Names = ()
    visibility: Literal["public", "private"] | None = None
    automated: bool | None = None
    languages: Names = ()
    sentiment: tuple[Label, ...] = ()
    urgency: Names = ()
    topics: Names = ()
    min_reach: int | None = Field(default=None, ge=0, le=2**53)  # as a contact's reach
    question: bool | None = None
    first: bool | None = None
    has_text: bool | None = None


class TriageRule(WriteModel):
    """One row of the triage chart."""

    id: Name
    when: TriageCondition = TriageCondition()
    decision: Triage
    priority: int = Field(ge=0, le=100)
    reason: str = Field(min_length=1, max_length=200)


class TriageRulesUpdate(WriteModel):
    """The chart, from the top: the first rule that holds decides. Terms are looked for as whole words."""

    rules: tuple[TriageRule, ...] = Field(max_length=200)
    otherwise: TriageRule
    urgency_terms: dict[Name, tuple[Term, ...]] = Field(max_length=64)
    topic_terms: dict[Name, tuple[Term, ...]] = Field(max_length=128)

    @model_validator(mode="after")
    def _names_are_known(self) -> TriageRulesUpdate:
        ids = [rule.id for rule in self.rules]
        if len(set(ids)) != len(ids):
            raise ValueError("two rules have one id")
        for rule in self.rules:
            if not set(rule.when.urgency) <= self.urgency_terms.keys():
                raise ValueError(f"rule {rule.id} names an urgency that has no terms")
            if not set(rule.when.topics) <= self.topic_terms.keys():
                raise ValueError(f"rule {rule.id} names a topic that has no terms")
        return self


class TriageRules(TriageRulesUpdate):
    """The chart in force, with its version."""

    version: int
