"""Conversations with their clocks, and what an employee needs beside one."""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime, Field

from contracts.http.inbox.checks import Freedom
from contracts.http.inbox.engagement import ConversationTakeover
from contracts.http.models import ReadModel, WriteModel
from contracts.http.shown import (
    ShownChannel,
    ShownContact,
    ShownConversation,
    ShownIncident,
    ShownIntegration,
    ShownVersion,
)
from contracts.inbox import ConversationStatus, Triage


class ClockSegment(ReadModel):
    """A stretch of a clock's life."""

    started_at: AwareDatetime
    """When the stretch began (UTC)."""
    ended_at: AwareDatetime | None = None
    """When it ended; null while it lasts."""
    cause: str
    """What began it, such as `contact_wrote`, `waiting_for_contact`, `replied`, `resolved`,
    `priority_raised` or `situation_changed`, where a stricter target holds from now on."""
    counts: bool
    """Whether its open hours count towards the promise; false while paused and once stopped."""


class Clock(ReadModel):
    """A clock with its whole history under the policy version it began with."""

    kind: Literal["first_response", "next_response", "resolution"]
    """The promise: the first answer, each later answer, or the end of the matter."""
    state: Literal["running", "paused", "stopped"]
    """`running` counts, `paused` waits (for the contact, say), `stopped` has ended for good."""
    started_at: AwareDatetime
    """When the promise began (UTC)."""
    due_at: AwareDatetime
    """When it is breached unless it stops before (UTC); a pause, or a higher priority, moves it."""
    target_seconds: int
    """The promise, in seconds of the policy's open hours."""
    elapsed_seconds: float
    """Open seconds that had counted when it last paused or stopped; 0 before that."""
    breached: bool
    """Whether it passed its due time while it ran, or stopped too late."""
    policy_version: int
    """The version of the SLA policy it began under, which holds to its end."""
    rule: str | None = None
    """The target of that version that decided, by its id; null for one without an id."""
    segments: tuple[ClockSegment, ...] = ()
    """Its whole life, oldest first: recomputing `elapsed_seconds` needs nothing else but the policy."""


class ConversationOrigin(ReadModel):
    """Where an imported conversation comes from."""

    source: str
    """The tool: `chatwoot`, `zendesk` or `other`."""
    external_id: str
    """The tool's id of it."""
    status: str | None = None
    """How the tool called its state when it was imported; null: not told."""
    tags: tuple[str, ...] = ()
    """The tags it had there."""


class Conversation(ReadModel):
    """A conversation in a list."""

    id: ShownConversation
    contact: ShownContact
    contact_name: str | None = None
    """What the channel last called the contact; null where it does not tell."""
    contact_handle: str | None = None
    """The contact's short name on the platform, without `@`; null where the channel has none."""
    integration: ShownIntegration
    channel: ShownChannel
    status: ConversationStatus
    """`open` asks something of the brand, `waiting` waits for the contact, `resolved` is over."""
    triage: Triage
    """`respond` and `escalate` (the graver) ask for an answer, `monitor` for watching, `ignore` for nothing."""
    priority: int
    """How urgent it is, 0 to 100; 100 is most urgent."""
    triaged_by: str | None = None
    """The person whose judgement stands in place of the rules'; null while the rules decide."""
    language: str | None = None
    """Language of the newest message that told one (ISO 639-1, such as `nl`); null when none did."""
    topics: tuple[str, ...] = ()
    """The topics of the triage rules whose terms its messages had, the first 16."""
    visibility: Literal["public", "private"]
    """Whether it began where everybody reads (`public`) or between the two (`private`)."""
    preview: str = ""
    """How the contact's newest message begins, or the brand's first where it wrote first: up to 140 characters."""
    opened_at: AwareDatetime
    """When its first message came in (UTC)."""
    last_inbound_at: AwareDatetime | None = None
    """When the contact's newest message came in; null where only the brand wrote."""
    unanswered_since: AwareDatetime | None = None
    """When the oldest message without an answer came in; null when none is, or it was resolved."""
    first_reply_at: AwareDatetime | None = None
    """When the brand's first answer went out; null before that."""
    resolved_at: AwareDatetime | None = None
    """When it was resolved, by a person or by a rule; null while it is not."""
    due_at: AwareDatetime | None = None
    """When the first of its running SLA clocks is breached; null when none runs."""
    inbound: int
    """Messages of the contact so far."""
    outbound: int
    """Messages of the brand so far, those sent by other tools too."""
    reopened: int
    """How often it was opened again after it was resolved."""
    needs_reply: bool
    """Whether the contact waits for an answer that is the brand's to give here."""
    standby: bool = False
    """Another app holds the thread, so it cannot be answered here."""
    imported: bool = False
    """Whether it is history of another tool: it came as an ended one, without clocks."""
    imported_from: ConversationOrigin | None = None
    """The tool it comes from, and what it was there; null where it was not imported."""
    taken_over_by: ConversationTakeover | None = None
    """The department that answers it in place of everybody else; null: none does."""
    erased_at: AwareDatetime | None = None
    """When its last word was erased with its contact (UTC), so that it is never opened again; null: it was not."""
    holder: str | None = None
    """The employee it is assigned to, by id; null while nobody has it."""
    epoch: int = 0
    """Grows with every change of the assignee; a reply that names an older one is refused with 409."""
    version: ShownVersion


class ApprovedStatement(ReadModel):
    """A holding statement approved for use."""

    id: str
    """The statement, as `GET /v1/incidents/{incident}/statements` lists it."""
    language: str
    """The language it is written in (BCP 47)."""
    text: str
    """The words that may be sent as they stand."""
    approved_by: str
    """The person who approved it, by id."""


class IncidentSummary(ReadModel):
    """A crisis that is on now, to be read before answering."""

    id: ShownIncident
    title: str
    """What is going on, as it was declared."""
    severity: int
    """1 coverage, 2 response or change needed, 3 short-term financial impact."""
    state: str
    """`declared`, `active` or `monitoring`: one that is over is not shown."""
    playbook: str | None = None
    """The playbook it began with, by id; null where it has none."""
    statements: tuple[ApprovedStatement, ...] = ()
    """What may be sent about it, texts in the contact's language first."""


class GuidelineSummary(ReadModel):
    """The guideline as it stands next to a conversation: the freedoms, and who has to agree."""

    version: int
    """The version of the guideline in force."""
    freedoms: tuple[Freedom, ...] = ()
    """What everyone may do in this conversation."""
    approval_needed: bool
    """Whether a reply of the caller would wait for a second person, whatever it says."""
    why: tuple[str, ...] = ()
    """The reasons of the rules that ask for the second person; empty when none does."""


class ConversationDetail(Conversation):
    """A conversation with its clocks, and beside it what an employee needs to answer it."""

    clocks: tuple[Clock, ...] = ()
    """Its SLA clocks: all that are live, and the newest 20 of those that ended."""
    incidents: tuple[IncidentSummary, ...] = ()
    """The brand's crises that are on now, the gravest first."""
    guideline: GuidelineSummary
    """What the guideline says to the caller about answering here."""


class TriageUpdate(WriteModel):
    """A person's judgement against the rules."""

    decision: Triage
    """What it asks: `respond`, `escalate`, `monitor` or `ignore`; the last two stop its SLA clocks."""
    priority: int = Field(ge=0, le=100)
    """How urgent it is, 0 to 100; a rise holds the running clocks to the stricter promise."""
    reason: str = Field(min_length=1, max_length=400)
    """Why, in the person's words; stored and reported with the decision."""
