"""What the inbox says: conversations, messages with their enrichment and triage, replies and SLA clocks."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import AwareDatetime, Field

from contracts.event import Event, Part
from contracts.guideline import AcceptanceChanged as AcceptanceChanged
from contracts.guideline import AcceptanceReminder as AcceptanceReminder
from contracts.guideline import GuidelineChanged as GuidelineChanged
from contracts.publication import PublicationChanged as PublicationChanged
from contracts.story_answer import StoryAnswerApprovalChanged as StoryAnswerApprovalChanged

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
    """What is promised: `first_response`, `next_response` or `resolution`."""
    started_at: AwareDatetime
    """When it began to run."""
    due_at: AwareDatetime
    """By when it must stop, business hours and pauses so far counted in."""
    policy_version: int = Field(ge=1)
    """The version of the SLA policy it runs under, for as long as it runs."""
    rule: str | None = None
    """The target of that version that decided, by id; null for one without an id."""


class DepartmentTakeover(Part):
    """A department has a conversation by a rule of the guideline: their people are to answer it."""

    department: str
    """The department, as the employees directory names it."""
    rule: str
    """The silence of the guideline that says so, by id."""
    guideline_version: int = Field(ge=1)
    """The version of the guideline it is of; another one gives the conversation anew."""


class ConversationSnapshot(Part):
    """A conversation as of this event's version: what routing, analytics and streams need without asking back."""

    id: str
    """32 hexadecimal digits, the same in every service and in every event."""
    contact: str
    """The person outside, by Muster's id of them."""
    integration: str
    """The connected account it came by: the brand, `_` and a short name."""
    channel: str
    """The kind of platform, such as `x` or `email`."""
    status: ConversationStatus
    """`open` asks something of us, `waiting` of the contact, `resolved` of nobody."""
    triage: Triage
    """What it asks of the brand: `respond`, `escalate`, `monitor` or `ignore`."""
    priority: int = Field(ge=0, le=100)
    """How urgent it is; 100 is most urgent."""
    language: str | None = None
    """The contact's language, such as `nl` (ISO 639-1); null: not known."""
    topics: tuple[str, ...] = ()
    """What it is about, as topics of the triage rules."""
    visibility: Literal["public", "private"] = "private"
    """Whether everybody can read it (`public`) or the brand alone (`private`)."""
    opened_at: AwareDatetime
    """When its first message came in (UTC)."""
    last_inbound_at: AwareDatetime | None = None
    """When the contact last wrote; null: never."""
    first_reply_at: AwareDatetime | None = None
    """When the brand first answered; null: not yet."""
    resolved_at: AwareDatetime | None = None
    """When nothing was left to answer; null while something is."""
    clocks: tuple[ClockSnapshot, ...] = ()
    """The SLA clocks that run now."""
    inbound: int = Field(default=0, ge=0)
    """Messages of the contact in it."""
    outbound: int = Field(default=0, ge=0)
    """Messages of the brand in it."""
    reopened: int = Field(default=0, ge=0)
    """How often a new message woke it after it was resolved."""
    needs_reply: bool = False
    """Whether somebody has to answer."""
    standby: bool = Field(default=False, description="Another app holds the thread; nothing is asked of people.")
    taken_over_by: DepartmentTakeover | None = None
    """The department that answers it in place of everybody else; null: none does."""


class InboxEvent(Event):
    """Base of the inbox's events; the subject is the conversation."""

    topic: ClassVar[str] = "inbox.events"

    conversation: ConversationSnapshot
    """The conversation as it is after this event."""


class MessageStored(InboxEvent):
    """A message is kept. `opened`: it began the conversation; `reopened`: it woke one; `reply`: it was that one."""

    type: ClassVar[str] = "inbox.message_stored.v1"

    message: str
    """The message by its id, as in `GET /v1/conversations/{conversation}/messages`."""
    direction: Literal["inbound", "outbound"] = "inbound"
    """`inbound` from the contact, `outbound` from the brand."""
    text: str = ""
    """What was written; empty where only attachments came."""
    enrichment: Enrichment
    """What could be read from it."""
    triage: TriageDecision
    """What it asks of us, and why."""
    sent_at: AwareDatetime
    """When it was written, as the channel says."""
    opened: bool = False
    """Whether it began the conversation."""
    reopened: bool = False
    """Whether it woke a resolved one."""
    automated: bool = False
    """Whether a machine wrote it, such as an out-of-office answer."""
    reply: str | None = None
    """The reply it was, by id, where it was sent from here; null otherwise."""
    first: bool = Field(default=False, description="The first response, by another tool (else ReplyDelivered says it).")
    response_seconds: float | None = Field(default=None, ge=0, description="How long the clock ran that it stopped.")


class MessageChanged(InboxEvent):
    """A stored message was edited or deleted at its source; text is empty when deleted."""

    type: ClassVar[str] = "inbox.message_changed.v1"

    message: str
    """Which one, by its id, as in `GET /v1/conversations/{conversation}/messages`."""
    change: Literal["edited", "deleted"]
    """`edited`, or `deleted` by its author or the platform."""
    text: str = ""
    """What it says now; empty when deleted."""
    enrichment: Enrichment | None = None
    """What can be read from it now; null when deleted."""
    triage: TriageDecision | None = None
    """What it asks now; null when deleted."""


class MessageWithdrawn(InboxEvent):
    """A message of the brand's own was deleted at its platform because a person here withdrew it."""

    type: ClassVar[str] = "inbox.message_withdrawn.v1"

    message: str
    """Which one, by its id, as in `GET /v1/conversations/{conversation}/messages`."""
    reply: str
    """The reply it was, by id, as in `GET /v1/replies/{reply}`."""
    withdrawn_by: str
    """The person who withdrew it, by id."""


class TriageOverridden(InboxEvent):
    """A person judged otherwise than the rules."""

    type: ClassVar[str] = "inbox.triage_overridden.v1"

    message: str
    """The newest message of the contact, by id."""
    triage: TriageDecision
    """What holds now, with the person in `by`."""
    before: Triage
    """What held until then."""


class ReplyRequested(InboxEvent):
    """A reply passed the guideline (or waits for approval) and has a delivery; `author` is the employee."""

    type: ClassVar[str] = "inbox.reply_requested.v1"

    reply: str
    """The reply by its id, for `GET /v1/replies/{reply}`."""
    author: str
    """The employee who wrote it, by id."""
    state: Literal["queued", "awaiting_approval"]
    """`queued` to be sent, or `awaiting_approval` of a second person."""
    guideline_version: int = Field(ge=1)
    """Under which version of the rules for replies it was judged."""


class ReplyDelivered(InboxEvent):
    """The state of a reply's delivery changed. `first` marks the conversation's first response."""

    type: ClassVar[str] = "inbox.reply_delivered.v1"

    reply: str
    """The reply by its id, for `GET /v1/replies/{reply}`."""
    author: str
    """The employee who wrote it, by id."""
    state: Literal["sent", "delivered", "read", "failed", "unknown", "rejected"]
    """How far it came: `unknown` may be out or not and waits for a person, `rejected` was not approved."""
    error_code: str | None = None
    """Why it failed or is unknown, such as `http_403`; null where nothing is wrong."""
    first: bool = False
    """Whether it is the conversation's first response."""
    response_seconds: float | None = Field(default=None, ge=0, description="Since the oldest unanswered inbound.")
    of_story_answer: bool = False
    """Whether a story answer sent it, to one of many; `author` is then who wrote that answer."""
    written_at: AwareDatetime | None = None
    """When it was written (UTC), which can be long before it is known to be out; null in events from before this was
    told."""


class ApprovalChanged(InboxEvent):
    """The approval of a reply moved on: a stage opened, somebody agreed, or nobody is asked any more.

    It has no word of the reply. Of one reply the event with the highest `reply_version` counts.
    """

    type: ClassVar[str] = "inbox.approval_changed.v1"

    reply: str
    """The reply by its id, for `GET /v1/replies/{reply}` and `POST /v1/approvals/{reply}/claim`."""
    reply_version: int = Field(ge=1)
    """The version the reply has after it; an event of a lower one is out of date."""
    author: str
    """The employee who wrote it, by id; they do not decide on it."""
    state: Literal["waiting", "agreed", "rejected", "withdrawn", "expired"]
    """`waiting` in `stage`; or how it ended: `agreed`, `rejected`, `withdrawn` by its author or with what it was for,
    `expired` because nobody decided in time."""
    stage: int = Field(ge=0)
    """The stage that is open, from 0; of an end, the one that was open last."""
    stages: int = Field(ge=1)
    """How many stages there are."""
    opened_at: AwareDatetime
    """When that stage opened (UTC); it tells apart two approvals of one reply."""
    approvers: tuple[str, ...] = Field(default=(), max_length=20)
    """People who may decide in the stage, by id, whom it is worth telling: those online before those away before those
    offline, and among equals by lot; more than these may decide. None of an end."""
    decided_by: tuple[str, ...] = ()
    """Who decided on the reply so far, by id, in order."""
    expires_at: AwareDatetime | None = None
    """When the time for deciding is over (UTC); null: it has no end."""


class SlaClockStarted(InboxEvent):
    """A clock of the SLA policy began to run."""

    type: ClassVar[str] = "inbox.sla_clock_started.v1"

    clock: ClockSnapshot
    """What is promised from now on, and by when."""


class SlaClockStopped(InboxEvent):
    """A clock ended: met or breached, after `elapsed_seconds` of business time, by `cause`."""

    type: ClassVar[str] = "inbox.sla_clock_stopped.v1"

    clock: ClockSnapshot
    """What was promised, and by when."""
    met: bool
    """Whether it stopped in time."""
    elapsed_seconds: float = Field(ge=0)
    """How long it ran, in business time and without its pauses."""
    cause: str = Field(max_length=64)
    """What stopped it, in a word."""


class SlaBreached(InboxEvent):
    """A clock passed its due time while it ran."""

    type: ClassVar[str] = "inbox.sla_breached.v1"

    clock: ClockSnapshot
    """The clock that is late; it runs on."""


class ConversationResolved(InboxEvent):
    """A person said that nothing is left to answer."""

    type: ClassVar[str] = "inbox.conversation_resolved.v1"

    by: str
    """The person who said so, by id."""
    resolution_seconds: float = Field(ge=0)
    """From the first message until then."""


class ConversationErased(InboxEvent):
    """What was said in a conversation is gone: its contact has the right to be forgotten, and a person erased them.

    Whoever has copied words, names or handles out of earlier events of this conversation erases them too.
    """

    type: ClassVar[str] = "inbox.conversation_erased.v1"

    by: str
    """The person who asked for it here, by id."""
    asked_at: AwareDatetime
    """When they did (UTC); what the contact writes afterwards is another contact's."""


class EventAccounted(Event):
    """What became of a received event without new effect: the ledger's other half. Its subject is that event's id."""

    type: ClassVar[str] = "inbox.event_accounted.v1"
    topic: ClassVar[str] = "inbox.events"

    outcome: Literal["duplicate", "conflict", "unreadable"]
    """`duplicate` was there before, `conflict` had the id of another content, `unreadable` had no meaning."""
    integration: str
    """The connected account it came by."""
    channel: str
    """The kind of platform, such as `x` or `email`."""
    reason: str = Field(default="", max_length=64)
    """What was wrong with it, as a code; empty where nothing was."""
