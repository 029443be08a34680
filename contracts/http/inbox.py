"""HTTP models of the inbox: conversations, messages, replies, the ledger, and what a person may write."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from contracts.inbox import ConversationStatus, Enrichment, Triage, TriageDecision

ReplyState = Literal[
    "awaiting_approval", "queued", "claimed", "sent", "delivered", "read", "failed", "unknown", "rejected"
]


class Shown(BaseModel):
    """What the API shows; built from the service's own values."""

    model_config = ConfigDict(frozen=True)


class Written(BaseModel):
    """What a caller writes: unknown fields are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class SegmentShown(Shown):
    """A stretch of a clock's life; `counts` says whether its open time counts, `cause` what began it."""

    started_at: AwareDatetime
    ended_at: AwareDatetime | None = None
    cause: str
    counts: bool


class ClockShown(Shown):
    """A clock with its whole history under the policy version it began with."""

    kind: Literal["first_response", "next_response", "resolution"]
    state: Literal["running", "paused", "stopped"]
    started_at: AwareDatetime
    due_at: AwareDatetime
    target_seconds: int
    elapsed_seconds: float
    breached: bool
    policy_version: int
    segments: tuple[SegmentShown, ...] = ()


class ConversationShown(Shown):
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
    holder: str | None = None
    epoch: int = 0
    version: int


class StatementShown(Shown):
    """A holding statement approved for use."""

    id: str
    language: str
    text: str
    approved_by: str


class IncidentShown(Shown):
    """A crisis that is on now, to be read before answering."""

    id: str
    title: str
    severity: int
    state: str
    playbook: str | None = None
    statements: tuple[StatementShown, ...] = ()


class FreedomShown(Shown):
    """What everyone may do here."""

    id: str
    text: str


class GuidelineBeside(Shown):
    """The guideline as it stands next to a conversation: the freedoms, and who has to agree."""

    version: int
    freedoms: tuple[FreedomShown, ...] = ()
    approval_needed: bool
    why: tuple[str, ...] = ()


class ConversationDetail(ConversationShown):
    """A conversation with its clocks, and beside it what an employee needs to answer it."""

    clocks: tuple[ClockShown, ...] = ()
    incidents: tuple[IncidentShown, ...] = ()
    guideline: GuidelineBeside


class MessageShown(Shown):
    """A message of a conversation."""

    id: str
    conversation: str
    direction: Literal["inbound", "outbound"]
    state: Literal["kept", "deleted"]
    text: str
    external_id: str | None = None
    author: str | None = None
    reply: str | None = None
    sent_at: AwareDatetime
    received_at: AwareDatetime
    edited_at: AwareDatetime | None = None
    reply_to: str | None = None
    subject_line: str | None = None
    automated: bool = False
    truncated: bool = False
    attachments: tuple[dict[str, Any], ...] = ()
    reactions: tuple[str, ...] = ()
    enrichment: Enrichment | None = None
    triage: TriageDecision | None = None


class ReplyShown(Shown):
    """A reply with its delivery."""

    id: str
    conversation: str
    author: str
    text: str
    state: ReplyState
    created_at: AwareDatetime
    guideline_version: int
    attempts: int
    next_try_at: AwareDatetime | None = None
    sent_at: AwareDatetime | None = None
    external_id: str | None = None
    error_code: str | None = None
    decided_by: str | None = None
    decided_at: AwareDatetime | None = None
    version: int


class ContactShown(Shown):
    """The person outside, as one integration knows them."""

    id: str
    integration: str
    channel: str
    external_id: str
    name: str | None = None
    handle: str | None = None
    reach: int | None = None
    language: str | None = None
    first_seen_at: AwareDatetime
    conversations: tuple[str, ...] = ()


class ReplyWritten(Written):
    """A reply to send. `epoch` is the one the caller holds the conversation under; an older one gets 409."""

    text: str = Field(min_length=1, max_length=20_000)
    epoch: int | None = Field(default=None, ge=0, le=2**53)  # what every JSON reader keeps exactly (RFC 8259)


class TriageWritten(Written):
    """A person's judgement against the rules."""

    decision: Triage
    priority: int = Field(ge=0, le=100)
    reason: str = Field(min_length=1, max_length=400)


class CheckWritten(Written):
    """A text to hold against the guideline, for a conversation or for a described situation."""

    text: str = Field(max_length=20_000)
    conversation: str | None = Field(default=None, max_length=64)
    channel: str = Field(default="generic", max_length=32)
    visibility: Literal["public", "private"] = "public"
    topics: tuple[str, ...] = Field(default=(), max_length=32)


class ViolationShown(Shown):
    """One thing wrong with a reply; `start` and `end` are its place in the text, where it has one."""

    code: str
    rule: str
    why: str
    start: int | None = None
    end: int | None = None


class CheckShown(Shown):
    """The guideline's answer."""

    verdict: Literal["allowed", "needs_approval", "refused"]
    guideline_version: int
    violations: tuple[ViolationShown, ...] = ()
    freedoms: tuple[FreedomShown, ...] = ()


class UnreadableShown(Shown):
    """A payload nobody could read, without its bytes."""

    id: str
    integration: str
    channel: str
    reason: str
    received_at: AwareDatetime
    size_bytes: int
    state: Literal["waiting", "replayed"]
    replayed_at: AwareDatetime | None = None
    replayed_by: str | None = None
    outcome: str | None = None


class UnreadableDetail(UnreadableShown):
    """A payload with its bytes (base64)."""

    payload_base64: str


class AuditShown(Shown):
    """Something an operator should see, such as one id with two contents."""

    id: str
    kind: str
    at: AwareDatetime
    integration: str
    channel: str
    message: str
    event: str
    kept_hash: str
    other_hash: str
    origin: str


class LedgerHour(Shown):
    """One hour of one brand: what came in and what became of it. `difference` is 0 or something is lost."""

    hour: AwareDatetime
    received: int
    stored: int
    duplicate: int
    conflict: int
    unreadable: int
    dead_lettered: int
    difference: int


class Ledger(Shown):
    """The hours asked for, and their sum."""

    items: tuple[LedgerHour, ...]
    total: LedgerHour | None
