"""Conversations with their clocks, and what an employee needs beside one."""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime, Field

from contracts.http.inbox.checks import Freedom
from contracts.http.models import ReadModel, WriteModel
from contracts.inbox import ConversationStatus, Triage


class ClockSegment(ReadModel):
    """A stretch of a clock's life; `counts` says whether its open time counts, `cause` what began it."""

    started_at: AwareDatetime
    ended_at: AwareDatetime | None = None
    cause: str
    counts: bool


class Clock(ReadModel):
    """A clock with its whole history under the policy version it began with."""

    kind: Literal["first_response", "next_response", "resolution"]
    state: Literal["running", "paused", "stopped"]
    started_at: AwareDatetime
    due_at: AwareDatetime
    target_seconds: int
    elapsed_seconds: float
    breached: bool
    policy_version: int
    segments: tuple[ClockSegment, ...] = ()


class Conversation(ReadModel):
    """A conversation in a list."""

    id: str
    contact: str
    contact_name: str | None = None
    contact_handle: str | None = None
    integration: str
    channel: str
    status: ConversationStatus
    triage: Triage
    priority: int
    triaged_by: str | None = None
    language: str | None = None
    topics: tuple[str, ...] = ()
    visibility: Literal["public", "private"]
    preview: str = ""
    opened_at: AwareDatetime
    last_inbound_at: AwareDatetime | None = None
    unanswered_since: AwareDatetime | None = None
    first_reply_at: AwareDatetime | None = None
    resolved_at: AwareDatetime | None = None
    due_at: AwareDatetime | None = None
    inbound: int
    outbound: int
    reopened: int
    needs_reply: bool
    standby: bool = Field(default=False, description="Another app holds the thread, so it cannot be answered here.")
    holder: str | None = None
    epoch: int = 0
    version: int


class ApprovedStatement(ReadModel):
    """A holding statement approved for use."""

    id: str
    language: str
    text: str
    approved_by: str


class IncidentSummary(ReadModel):
    """A crisis that is on now, to be read before answering."""

    id: str
    title: str
    severity: int
    state: str
    playbook: str | None = None
    statements: tuple[ApprovedStatement, ...] = ()


class GuidelineSummary(ReadModel):
    """The guideline as it stands next to a conversation: the freedoms, and who has to agree."""

    version: int
    freedoms: tuple[Freedom, ...] = ()
    approval_needed: bool
    why: tuple[str, ...] = ()


class ConversationDetail(Conversation):
    """A conversation with its clocks, and beside it what an employee needs to answer it."""

    clocks: tuple[Clock, ...] = ()
    incidents: tuple[IncidentSummary, ...] = ()
    guideline: GuidelineSummary


class TriageUpdate(WriteModel):
    """A person's judgement against the rules."""

    decision: Triage
    priority: int = Field(ge=0, le=100)
    reason: str = Field(min_length=1, max_length=400)
