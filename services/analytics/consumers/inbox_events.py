"""The meaning of the inbox's events to the numbers."""

from __future__ import annotations

from contracts.inbox import (
    ConversationResolved,
    EventAccounted,
    MessageChanged,
    MessageStored,
    ReplyDelivered,
    SlaBreached,
    SlaClockStopped,
    TriageOverridden,
)
from services.analytics.application.meaning import UNKNOWN, Meaning, Readers, amounts, labels, milliseconds
from services.analytics.domain.facts import Fact
from services.analytics.domain.journeys import Touch

READERS = Readers()
NOT_DELIVERED = frozenset({"failed", "unknown", "rejected"})


@READERS.reads(MessageStored)
def message_stored(event: MessageStored, meaning: Meaning) -> None:
    """A message in or out; one in may open or reopen its conversation, which is a touch of the contact."""
    here = event.conversation
    if event.direction == "outbound":
        where = labels(channel=here.channel, integration=here.integration)
        meaning.facts.append(Fact(event.brand, "message_out", event.at, where))
        return
    read = event.enrichment
    said = labels(
        channel=here.channel,
        integration=here.integration,
        language=read.language or UNKNOWN,
        sentiment=read.sentiment.label,
        triage=event.triage.decision,
    )
    meaning.facts.append(Fact(event.brand, "message_in", event.at, said, amounts(reach=read.reach)))
    stored = labels(outcome="stored", channel=here.channel, integration=here.integration)
    meaning.facts.append(Fact(event.brand, "accounted", event.at, stored))
    if event.opened or event.reopened:
        meaning.facts.append(Fact(event.brand, "opened", event.at, labels(channel=here.channel)))
        meaning.touch(event.brand, here.contact, Touch(event.at, here.id, here.channel))


@READERS.reads(MessageChanged)
def message_changed(event: MessageChanged, meaning: Meaning) -> None:
    """An edit or a deletion is accounted for in the ledger."""
    here = event.conversation
    said = labels(outcome=event.change, channel=here.channel, integration=here.integration)
    meaning.facts.append(Fact(event.brand, "accounted", event.at, said))


@READERS.reads(EventAccounted)
def event_accounted(event: EventAccounted, meaning: Meaning) -> None:
    """A duplicate, a conflict or an unreadable payload: the ledger's other half."""
    said = labels(outcome=event.outcome, channel=event.channel, integration=event.integration)
    meaning.facts.append(Fact(event.brand, "accounted", event.at, said))


@READERS.reads(TriageOverridden)
def triage_overridden(event: TriageOverridden, meaning: Meaning) -> None:
    """A person judged otherwise than the rules."""
    meaning.facts.append(Fact(event.brand, "overridden", event.at, labels(triage=event.triage.decision)))


@READERS.reads(ReplyDelivered)
def reply_delivered(event: ReplyDelivered, meaning: Meaning) -> None:
    """A reply counts once, when it was sent; its later receipts add nothing."""
    here = event.conversation
    if event.state in NOT_DELIVERED:
        meaning.facts.append(Fact(event.brand, "reply_failed", event.at, labels(outcome=event.state)))
    if event.state != "sent":
        return
    said = labels(channel=here.channel, language=here.language or UNKNOWN, employee=event.author)
    took = amounts(response=milliseconds(event.response_seconds))
    kinds = ("reply_sent", "response", "first_response") if event.first else ("reply_sent", "response")
    meaning.facts.extend(Fact(event.brand, kind, event.at, said, took) for kind in kinds)
    meaning.touch(event.brand, here.contact, Touch(event.at, here.id, here.channel, event.author))


@READERS.reads(SlaClockStopped)
def sla_clock_stopped(event: SlaClockStopped, meaning: Meaning) -> None:
    """A clock ended, met or not: attainment is the share that was met."""
    said = labels(clock=event.clock.kind, channel=event.conversation.channel)
    kinds = ("clock_stopped", "clock_met") if event.met else ("clock_stopped",)
    meaning.facts.extend(Fact(event.brand, kind, event.at, said) for kind in kinds)


@READERS.reads(SlaBreached)
def sla_breached(event: SlaBreached, meaning: Meaning) -> None:
    """A clock passed its due time while it ran."""
    meaning.facts.append(Fact(event.brand, "clock_breached", event.at, labels(clock=event.clock.kind)))


@READERS.reads(ConversationResolved)
def conversation_resolved(event: ConversationResolved, meaning: Meaning) -> None:
    """A conversation left the backlog."""
    took = amounts(resolution=milliseconds(event.resolution_seconds))
    meaning.facts.append(Fact(event.brand, "resolved", event.at, labels(channel=event.conversation.channel), took))
