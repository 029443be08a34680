"""Rules of engagement: where and to whom a rule applies, whose approval is needed, and what is not answered."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from contracts.directory import Role
from contracts.http.inbox.fields import Name, Names, Why
from contracts.http.models import ReadModel, WriteModel
from contracts.http.shown import RulesVersion
from contracts.inbox import Triage


class GuidelineScope(WriteModel):
    """Where a rule of the guideline applies; left out: everywhere."""

    channels: Names = ()
    """Channels it applies on; empty: all."""
    visibility: Literal["public", "private"] | None = None
    """Only where everybody reads (`public`) or only between the two (`private`); null: both."""
    triage: tuple[Triage, ...] = ()
    """Triage of the conversation it applies to; empty: any."""
    topics: Names = ()
    """Topics of which the unanswered messages have one; empty: any."""
    min_priority: int = Field(default=0, ge=0, le=100)
    """Only from this priority on; 0: always."""
    in_incident: bool | None = None
    """true: only while an incident is on, false: only while none is, null: either way."""


class AuthorScope(WriteModel):
    """Whom a stricter rule is for; left out: everybody."""

    departments: Names = ()
    """Departments of the employees directory; empty: any."""
    roles: tuple[Role, ...] = ()
    """Roles of people, of which the author has one; empty: any."""


class EngagementScope(GuidelineScope):
    """Where a rule of engagement applies; left out: everywhere."""

    min_reach: int | None = Field(default=None, ge=0, le=10**12)
    """Only where the contact has this reach or more, such as followers; null: any."""
    max_severity: int | None = Field(default=None, ge=1, le=9)
    """Only while an incident of this severity or a graver one is on; 1 is the gravest, null: any or none."""


class ApprovalStage(WriteModel):
    """Whose agreement is needed; a stage begins when the one before it is complete."""

    approvers: AuthorScope = AuthorScope()
    """Of which departments and roles they are; left out: anybody who may approve replies."""
    certificate: Name | None = None
    """The certificate they hold; null: none is asked."""
    count: int = Field(default=1, ge=1, le=5)
    """How many people have to agree."""


class ApprovalRule(WriteModel):
    """Where others must agree."""

    id: Name
    """Names the rule in violations and in `lifts` of a freedom."""
    applies: EngagementScope = EngagementScope()
    """Where it applies; left out: everywhere."""
    why: Why
    """The reason, for the author and for who approves."""
    unless_certificate: Name | None = None
    """Authors who hold this certificate need nobody; null: everybody does."""
    authors: AuthorScope = AuthorScope()
    """Whom it is for, such as a stricter rule for a role; left out: everybody."""
    stages: tuple[ApprovalStage, ...] = Field(default=(ApprovalStage(),), min_length=1, max_length=5)
    """Who agrees, one stage after the other; left out: one person who may approve replies. Of several rules each stage
    counts once, and one that asks anybody only where no other stage is asked."""
    expires_minutes: int | None = Field(default=None, ge=1, le=10_080)
    """After how many minutes without a decision the reply is not sent; null: it waits."""


class SilenceRule(WriteModel):
    """What is not answered here, and who takes it over."""

    id: Name
    """Names the rule in violations."""
    applies: EngagementScope = EngagementScope()
    """Where it applies; left out: everywhere."""
    why: Why
    """The reason, for who wanted to answer."""
    department: Name | None = None
    """The department that takes such conversations over, such as legal or press; null: they are not answered."""


class ConversationTakeover(ReadModel):
    """A department has the conversation, and why."""

    department: str
    """The department, as the employees directory names it."""
    rule: str
    """The silence of the guideline that says so, by id."""
    guideline_version: RulesVersion
    why: str
    """The reason of the rule."""
