"""The meaning of the inbox's events to the numbers."""

from __future__ import annotations

from contracts.inbox import (
    ConversationErased,
    ConversationResolved,
    EventAccounted,
    InboxEvent,
    MessageChanged,
    MessageStored,
    ReplyDelivered,
    SlaBreached,
    SlaClockStopped,
    TriageOverridden,
)
from services.analytics.application.meaning import UNKNOWN, Meaning, Readers, amounts, labels, milliseconds
from services.analytics.domain.courses import ClockFate, WaitPoint
from services.analytics.domain.facts import Fact
from services.analytics.domain.journeys import Touch

READERS = Readers()
NOT_DELIVERED = frozenset({"failed", "unknown", "rejected"})


@READERS.reads(InboxEvent)
def conversation_seen(event: InboxEvent, meaning: Meaning) -> None:
    """Every event says whether its conversation waits for an answer then."""
    conversation = event.conversation
    point = WaitPoint(event.version, event.at, conversation.needs_reply)
    meaning.waits(event.brand, conversation.id, conversation.channel, point)


@READERS.reads(ConversationErased)
def conversation_erased(event: ConversationErased, meaning: Meaning) -> None:
    """The contact is forgotten with their journey; what was counted of it stays."""
    meaning.erased.add((event.brand, event.conversation.contact))


@READERS.reads(MessageStored)
def message_stored(event: MessageStored, meaning: Meaning) -> None:
    """A message in, which may open or reopen its conversation and is a touch of the contact then, or one out."""
    conversation = event.conversation
    if event.direction == "outbound":
        if event.reply is None:  # what became of a reply counts by ReplyDelivered
            _answered(event, event.first, event.response_seconds, meaning)
        if event.opened:  # the brand spoke first
            meaning.facts.append(Fact(event.brand, "opened", event.at, labels(channel=conversation.channel)))
        return
    stored = labels(outcome="stored", channel=conversation.channel, integration=conversation.integration)
    meaning.facts.append(Fact(event.brand, "accounted", event.at, stored))
    if event.automated:  # a machine's own mail is no volume, and what it opens is resolved at once
        return
    enrichment = event.enrichment
    message_labels = labels(
        channel=conversation.channel,
        integration=conversation.integration,
        language=enrichment.language or UNKNOWN,
        sentiment=enrichment.sentiment.label,
        triage=event.triage.decision,
    )
    meaning.facts.append(Fact(event.brand, "message_in", event.at, message_labels, amounts(reach=enrichment.reach)))
    if event.opened or event.reopened:
        meaning.facts.append(Fact(event.brand, "opened", event.at, labels(channel=conversation.channel)))
        meaning.touch(event.brand, conversation.contact, Touch(event.at, conversation.id, conversation.channel))


def _answered(event: InboxEvent, first: bool, seconds: float | None, meaning: Meaning) -> None:
    """A message out answers its conversation, whether it was written in Muster or in the platform's own app."""
    conversation = event.conversation
    answer_labels = labels(
        channel=conversation.channel,
        integration=conversation.integration,
        language=conversation.language or UNKNOWN,
    )
    durations = amounts(response=milliseconds(seconds))
    kinds = ("message_out", "response", "first_response") if first else ("message_out", "response")
    meaning.facts.extend(Fact(event.brand, kind, event.at, answer_labels, durations) for kind in kinds)


@READERS.reads(MessageChanged)
def message_changed(event: MessageChanged, meaning: Meaning) -> None:
    """An edit or a deletion is accounted for in the ledger."""
    conversation = event.conversation
    change_labels = labels(outcome=event.change, channel=conversation.channel, integration=conversation.integration)
    meaning.facts.append(Fact(event.brand, "accounted", event.at, change_labels))


@READERS.reads(EventAccounted)
def event_accounted(event: EventAccounted, meaning: Meaning) -> None:
    """A duplicate, a conflict or an unreadable payload: the ledger's other half."""
    outcome_labels = labels(outcome=event.outcome, channel=event.channel, integration=event.integration)
    meaning.facts.append(Fact(event.brand, "accounted", event.at, outcome_labels))


@READERS.reads(TriageOverridden)
def triage_overridden(event: TriageOverridden, meaning: Meaning) -> None:
    """A person judged otherwise than the rules."""
    meaning.facts.append(Fact(event.brand, "overridden", event.at, labels(triage=event.triage.decision)))


@READERS.reads(ReplyDelivered)
def reply_delivered(event: ReplyDelivered, meaning: Meaning) -> None:
    """A reply counts once, when it was sent; its later receipts add nothing."""
    conversation = event.conversation
    if event.state in NOT_DELIVERED:
        meaning.facts.append(Fact(event.brand, "reply_failed", event.at, labels(outcome=event.state)))
    if event.state != "sent":
        return
    reply_labels = labels(channel=conversation.channel, employee=event.author)
    meaning.facts.append(Fact(event.brand, "reply_sent", event.at, reply_labels))
    _answered(event, event.first, event.response_seconds, meaning)
    meaning.touch(
        event.brand, conversation.contact, Touch(event.at, conversation.id, conversation.channel, event.author)
    )


@READERS.reads(SlaClockStopped)
def sla_clock_stopped(event: SlaClockStopped, meaning: Meaning) -> None:
    """A clock ended, met or not."""
    clock, at = event.clock, event.at
    met = {"met_at": at} if event.met else {"missed_at": at}
    _clock(event, ClockFate(clock.kind, clock.started_at, ended=True, **met), meaning)


@READERS.reads(SlaBreached)
def sla_breached(event: SlaBreached, meaning: Meaning) -> None:
    """A clock passed its due time while it ran: it is missed from then on, whenever it ends."""
    _clock(event, ClockFate(event.clock.kind, event.clock.started_at, missed_at=event.at), meaning)


def _clock(event: InboxEvent, fate: ClockFate, meaning: Meaning) -> None:
    meaning.clock(event.brand, event.conversation.id, event.conversation.channel, fate)


@READERS.reads(ConversationResolved)
def conversation_resolved(event: ConversationResolved, meaning: Meaning) -> None:
    """A conversation is done."""
    durations = amounts(resolution=milliseconds(event.resolution_seconds))
    meaning.facts.append(Fact(event.brand, "resolved", event.at, labels(channel=event.conversation.channel), durations))
