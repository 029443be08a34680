"""The triage chart, kept in versions."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from contracts.http.inbox.fields import Name, Names, Term
from contracts.http.models import WriteModel
from contracts.http.shown import RulesVersion
from contracts.inbox import Triage

Label = Literal["positive", "neutral", "negative", "unknown"]


class TriageCondition(WriteModel):
    """Conditions that must all hold; those left out always do."""

    channels: Names = ()
    """The message came on one of these channels; empty: any."""
    visibility: Literal["public", "private"] | None = None
    """Where everybody reads (`public`) or between the two (`private`); null: either."""
    automated: bool | None = None
    """Whether a machine wrote it; null: either."""
    languages: Names = ()
    """Its language is one of these (ISO 639-1, such as `nl`); one that is not known never is. Empty: any."""
    sentiment: tuple[Label, ...] = ()
    """Its sentiment is one of these; `unknown`: it could not be read. Empty: any."""
    urgency: Names = ()
    """It has terms of one of these urgencies; empty: any message."""
    topics: Names = ()
    """It has terms of one of these topics; empty: any message."""
    min_reach: int | None = Field(default=None, ge=0, le=2**53)  # as a contact's reach
    """The contact has at least so many followers; an unknown number never does. Null: any."""
    question: bool | None = None
    """Whether it asks something; null: either."""
    first: bool | None = None
    """Whether it is the first of the contact in its conversation; null: either."""
    has_text: bool | None = None
    """Whether it has words at all; null: either."""


class TriageRule(WriteModel):
    """One row of the triage chart."""

    id: Name
    """Names the rule in decisions; no two have one."""
    when: TriageCondition = TriageCondition()
    """When it holds; without conditions, always."""
    decision: Triage
    """What the message then asks: `respond`, `escalate`, `monitor` or `ignore`."""
    priority: int = Field(ge=0, le=100)
    """How urgent that is, 0 to 100; above 0, every tenfold of the contact's reach adds 2."""
    reason: str = Field(min_length=1, max_length=200)
    """Why, for the employee to read."""


class TriageRulesUpdate(WriteModel):
    """The chart, from the top: the first rule that holds decides. Terms are looked for as whole words."""

    rules: tuple[TriageRule, ...] = Field(max_length=200)
    """The rows in their order."""
    otherwise: TriageRule
    """Decides where no row holds; its conditions are not looked at."""
    urgency_terms: dict[Name, tuple[Term, ...]] = Field(max_length=64)
    """Words and phrases by the name of the urgency they mean."""
    topic_terms: dict[Name, tuple[Term, ...]] = Field(max_length=128)
    """Words and phrases by the name of the topic they mean."""

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

    version: RulesVersion
