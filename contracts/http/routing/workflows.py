"""Workflows: the rules that place a task."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from contracts.http.models import WriteModel
from contracts.http.routing.fields import Flag, Id, Language, Level, Percent, Text
from contracts.http.shown import RulesVersion

TriageName = Literal["respond", "monitor", "escalate", "ignore"]


class WorkflowCondition(WriteModel):
    """When a rule applies: every field that is set has to hold."""

    channels: list[Id] = Field(default=[], max_length=50)
    """The conversation is on one of these channels; empty: any."""
    integrations: list[Id] = Field(default=[], max_length=200)
    """It came by one of these integrations; empty: any."""
    languages: list[Language] = Field(default=[], max_length=50)
    """The contact writes one of these (BCP 47); `pt` holds for `pt-BR` too. Empty: any."""
    topics: list[Text] = Field(default=[], max_length=100)
    """It has one of these topics of the triage rules; empty: any."""
    triage: list[TriageName] = Field(default=[], max_length=4)
    """Its triage is one of these; empty: any."""
    visibility: Literal["public", "private"] | None = None
    """It began where everybody reads (`public`) or between the two (`private`); null: either."""
    min_priority: Percent = 0
    """It is at least so urgent, 0 to 100."""
    incident: Flag | None = None
    """true: while an incident is on, false: while none is, null: either way."""
    min_severity: Annotated[int, Field(strict=True, ge=0, le=3)] = 0
    """An incident of at least this severity is on; 0: also without one."""


class WorkflowRequirements(WriteModel):
    """What a rule asks of an employee."""

    language: Language | Literal["conversation"] | None = None
    """A language (BCP 47) they must answer in, or `conversation`: the contact's own. Null: any."""
    skills: dict[Id, Level] = Field(default={}, max_length=50)
    """The least proficiency, 1 to 5, by skill."""
    certificates: list[Id] = Field(default=[], max_length=50)
    """Certificates they must hold; no step of a queue gives one up."""
    team: Id | None = None
    """The department they must belong to; null: any."""


class WorkflowRule(WriteModel):
    """One rule of a workflow: the first that applies decides."""

    id: Id
    """Names the rule in decisions."""
    queue: Id
    """Where the task waits, by the id of a queue there is."""
    when: WorkflowCondition = WorkflowCondition()
    """When it applies; without conditions, always."""
    requires: WorkflowRequirements = WorkflowRequirements()
    """What it asks of an employee."""
    boost: Percent = 0
    """What it adds to the conversation's priority, up to 100 in all."""


class WorkflowUpdate(WriteModel):
    """The brand's rules in their order; the last one must have no condition."""

    rules: list[WorkflowRule] = Field(min_length=1, max_length=200)
    """In their order: the first that applies decides."""


class Workflow(WorkflowUpdate):
    """A version of the workflow."""

    version: RulesVersion
