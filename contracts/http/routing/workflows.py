"""Workflows: the rules that place a task."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from contracts.http.models import WriteModel
from contracts.http.routing.fields import Flag, Id, Language, Level, Percent, Text

TriageName = Literal["respond", "monitor", "escalate", "ignore"]


class WorkflowCondition(WriteModel):
    """When a rule applies: every field that is set has to hold."""

    channels: list[Id] = Field(default=[], max_length=50)
    integrations: list[Id] = Field(default=[], max_length=200)
    languages: list[Language] = Field(default=[], max_length=50)
    topics: list[Text] = Field(default=[], max_length=100)
    triage: list[TriageName] = Field(default=[], max_length=4)
    visibility: Literal["public", "private"] | None = None
    min_priority: Percent = 0
    incident: Flag | None = None
    min_severity: Annotated[int, Field(strict=True, ge=0, le=3)] = 0


class WorkflowRequirements(WriteModel):
    """What a rule asks of an employee; `language` is a tag, or `conversation` for the contact's own."""

    language: Language | Literal["conversation"] | None = None
    skills: dict[Id, Level] = Field(default={}, max_length=50)
    certificates: list[Id] = Field(default=[], max_length=50)
    team: Id | None = None


class WorkflowRule(WriteModel):
    """One rule of a workflow: the first that applies decides."""

    id: Id
    queue: Id
    when: WorkflowCondition = WorkflowCondition()
    requires: WorkflowRequirements = WorkflowRequirements()
    boost: Percent = 0


class WorkflowUpdate(WriteModel):
    """The brand's rules in their order; the last one must have no condition."""

    rules: list[WorkflowRule] = Field(min_length=1, max_length=200)


class Workflow(WorkflowUpdate):
    """A version of the workflow."""

    version: int
