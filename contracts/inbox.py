"""What the inbox says: conversations, messages with their enrichment and triage, replies and SLA clocks."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import AwareDatetime, Field

from contracts.event import Event, Part
from contracts.guideline import GuidelineChanged as GuidelineChanged

Triage = Literal["respond", "monitor", "escalate", "ignore"]
ConversationStatus = Literal["open", "waiting", "resolved"]
ClockKind = Literal["first_response", "next_response", "resolution"]


class Sentiment(Part):
    """Polarity from -1 to 1 and the share of words known; `label` is `unknown` below the coverage it needs."""

    label: Literal["positive", "neutral", "negative", "unknown"] = Field(description="The score in a word.")
    score: float = Field(ge=-1, le=1, description="From -1 (negative) to 1 (positive); 0 is neutral, or nothing read.")
    coverage: float = Field(ge=0, le=1, description="The share of its words that the lists know, 0 to 1.")


class Enrichment(Part):
    """What could be read from a message: language (BCP 47, None when unsure), sentiment, urgency terms and reach."""

    language: str | None = Field(default=None, description="Such as `nl` (ISO 639-1); null when unsure.")
    language_confidence: float = Field(default=0.0, ge=0, le=1, description="How sure that is, 0 to 1.")
    sentiment: Sentiment = Field(description="How it sounds, by lists of words.")
    urgency: tuple[str, ...] = Field(default=(), description="Urgencies of the triage rules whose terms it has.")
    topics: tuple[str, ...] = Field(default=(), description="Topics of the triage rules whose terms it has.")
    reach: int | None = Field(default=None, description="The contact's followers when it came; null: not reported.")


class TriageDecision(Part):
    """What the message asks of us, by which rule of which version, and why."""

    decision: Triage = Field(description="What it asks of the brand: `escalate` is graver than `respond`.")
    priority: int = Field(ge=0, le=100, description="100 is most urgent.")
    rule: str = Field(description="The id of the rule that held; `override` or `reopened` where a person decided.")
    rules_version: int = Field(ge=1, description="The version of the triage rules it was decided under.")
    reason: str = Field(max_length=512, description="Why, for the employee to read.")
    by: str | None = Field(default=None, description="The person, where a person overrode the rules.")


class ClockSnapshot(Part):
    """One running SLA clock: which promise, when it started and by when it must stop."""

    kind: ClockKind
    started_at: AwareDatetime
    due_at: AwareDatetime
    policy_version: int = Field(ge=1)


class ConversationSnapshot(Part):
    """A conversation as of this event's version: what routing, analytics and streams need without asking back."""

    id: str
    contact: str
    integration: str
    channel: str
    status: ConversationStatus
    triage: Triage
    priority: int = Field(ge=0, le=100)
    language: str | None = None
    topics: tuple[str, ...] = ()
    visibility: Literal["public", "private"] = "private"
    opened_at: AwareDatetime
    last_inbound_at: AwareDatetime | None = None
    first_reply_at: AwareDatetime | None = None
    resolved_at: AwareDatetime | None = None
    clocks: tuple[ClockSnapshot, ...] = ()
    inbound: int = Field(default=0, ge=0)
    outbound: int = Field(default=0, ge=0)
    reopened: int = Field(default=0, ge=0)
    needs_reply: bool = False
    standby: bool = Field(default=False, description="Another app holds the thread; nothing is asked of people.")


class InboxEvent(Event):
    """Base of the inbox's events; the subject is the conversation."""

    topic: ClassVar[str] = "inbox.events"

    conversation: ConversationSnapshot


class MessageStored(InboxEvent):
    """A message is kept. `opened`: it began the conversation; `reopened`: it woke one; `reply`: it was that one."""

    type: ClassVar[str] = "inbox.message_stored.v1"

    message: str
    direction: Literal["inbound", "outbound"] = "inbound"
    text: str = ""
    enrichment: Enrichment
    triage: TriageDecision
    sent_at: AwareDatetime
    opened: bool = False
    reopened: bool = False
    automated: bool = False
    reply: str | None = None
    first: bool = Field(default=False, description="The first response, by another tool (else ReplyDelivered says it).")
    response_seconds: float | None = Field(default=None, ge=0, description="How long the clock ran that it stopped.")


class MessageChanged(InboxEvent):
    """A stored message was edited or deleted at its source; text is empty when deleted."""

    type: ClassVar[str] = "inbox.message_changed.v1"

    message: str
    change: Literal["edited", "deleted"]
    text: str = ""
    enrichment: Enrichment | None = None
    triage: TriageDecision | None = None


class TriageOverridden(InboxEvent):
    """A person judged otherwise than the rules."""

    type: ClassVar[str] = "inbox.triage_overridden.v1"

    message: str
    triage: TriageDecision
    before: Triage


class ReplyRequested(InboxEvent):
    """A reply passed the guideline (or waits for approval) and has a delivery; `author` is the employee."""

    type: ClassVar[str] = "inbox.reply_requested.v1"

    reply: str
    author: str
    state: Literal["queued", "awaiting_approval"]
    guideline_version: int = Field(ge=1)


class ReplyDelivered(InboxEvent):
    """The state of a reply's delivery changed. `first` marks the conversation's first response."""

    type: ClassVar[str] = "inbox.reply_delivered.v1"

    reply: str
    author: str
    state: Literal["sent", "delivered", "read", "failed", "unknown", "rejected"]
    error_code: str | None = None
    first: bool = False
    response_seconds: float | None = Field(default=None, ge=0, description="Since the oldest unanswered inbound.")


class SlaClockStarted(InboxEvent):
    """A clock of the SLA policy began to run."""

    type: ClassVar[str] = "inbox.sla_clock_started.v1"

    clock: ClockSnapshot


class SlaClockStopped(InboxEvent):
    """A clock ended: met or breached, after `elapsed_seconds` of business time, by `cause`."""

    type: ClassVar[str] = "inbox.sla_clock_stopped.v1"

    clock: ClockSnapshot
    met: bool
    elapsed_seconds: float = Field(ge=0)
    cause: str = Field(max_length=64)


class SlaBreached(InboxEvent):
    """A clock passed its due time while it ran."""

    type: ClassVar[str] = "inbox.sla_breached.v1"

    clock: ClockSnapshot


class ConversationResolved(InboxEvent):
    """Nothing is left to answer, said by a person or by a rule."""

    type: ClassVar[str] = "inbox.conversation_resolved.v1"

    by: str
    resolution_seconds: float = Field(ge=0)


class EventAccounted(Event):
    """What became of a received event without new effect: the ledger's other half. Its subject is that event's id."""

    type: ClassVar[str] = "inbox.event_accounted.v1"
    topic: ClassVar[str] = "inbox.events"

    outcome: Literal["duplicate", "conflict", "unreadable"]
    integration: str
    channel: str
    reason: str = Field(default="", max_length=64)
