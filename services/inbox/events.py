"""The inbox's events, built from the values of its rules."""

from __future__ import annotations

from datetime import datetime

from contracts import inbox as say
from contracts.ids import derived_id
from services.inbox.domain.conversation import Conversation, Step
from services.inbox.domain.enrichment import Enrichment
from services.inbox.domain.reply import Reply
from services.inbox.domain.sla import Clock
from services.inbox.domain.triage import Decision
from services.inbox.persistence.documents import Document


def clock(kept: Clock) -> say.Clock:
    """A clock as others see it."""
    return say.Clock(kind=kept.kind, started_at=kept.started_at, due_at=kept.due_at, policy_version=kept.policy_version)


def snapshot(conversation: Conversation) -> say.ConversationSnapshot:
    """A conversation as of its version; only the clocks that run are shown."""
    return say.ConversationSnapshot(
        id=conversation.id,
        contact=conversation.contact,
        integration=conversation.integration,
        channel=conversation.channel,
        status=conversation.status,
        triage=conversation.triage,
        priority=conversation.priority,
        language=conversation.language,
        topics=conversation.topics,
        visibility=conversation.visibility,
        opened_at=conversation.opened_at,
        last_inbound_at=conversation.last_inbound_at,
        first_reply_at=conversation.first_reply_at,
        resolved_at=conversation.resolved_at,
        clocks=tuple([clock(each) for each in conversation.clocks if each.state == "running"]),
        inbound=conversation.inbound,
        outbound=conversation.outbound,
        reopened=conversation.reopened,
        needs_reply=conversation.needs_reply,
    )


def enrichment(read: Enrichment) -> say.Enrichment:
    """What was read from a message."""
    sentiment = read.sentiment
    return say.Enrichment(
        language=read.language,
        language_confidence=read.language_confidence,
        sentiment=say.Sentiment(label=sentiment.label, score=sentiment.score, coverage=sentiment.coverage),
        urgency=read.urgency,
        topics=read.topics,
        reach=read.reach,
    )


def triage(made: Decision) -> say.TriageDecision:
    """A triage decision."""
    return say.TriageDecision(
        decision=made.decision,
        priority=made.priority,
        rule=made.rule,
        rules_version=made.rules_version,
        reason=made.reason,
        by=made.by,
    )


def no_reading() -> say.Enrichment:
    """The reading of a message that is our own: nobody triages it."""
    return say.Enrichment(language=None, sentiment=say.Sentiment(label="unknown", score=0, coverage=0))


def our_own() -> say.TriageDecision:
    """The triage of a message that is our own."""
    return say.TriageDecision(
        decision="ignore", priority=0, rule="outbound", rules_version=1, reason="Written by the brand itself"
    )


def clock_events(
    cause: str, step: Step, at: datetime, shown: say.ConversationSnapshot | None = None
) -> list[say.InboxEvent]:
    """The clocks a change stopped and started, in this order; `shown` is the snapshot where there is one already."""
    if not step.started and not step.stopped:
        return []
    shown = shown or snapshot(step.conversation)
    base = {"brand": step.conversation.brand, "subject": step.conversation.id, "version": step.conversation.version}
    stopped: list[say.InboxEvent] = [
        say.SlaClockStopped.after(
            cause,
            f"{each.kind}/{each.started_at.isoformat()}",
            **base,
            at=at,
            conversation=shown,
            clock=clock(each),
            met=each.met,
            elapsed_seconds=each.elapsed_seconds,
            cause=each.segments[-1].cause,
        )
        for each in step.stopped
    ]
    started = [
        say.SlaClockStarted.after(cause, each.kind, **base, at=at, conversation=shown, clock=clock(each))
        for each in step.started
    ]
    return [*stopped, *started]


def reply_requested(reply: Reply, conversation: Conversation, at: datetime) -> say.ReplyRequested:
    """A reply is on its way, or waits for a second person."""
    return say.ReplyRequested.after(
        derived_id(reply.brand, reply.id, str(reply.version)),
        "requested",
        brand=reply.brand,
        subject=reply.conversation,
        version=conversation.version,
        at=at,
        conversation=snapshot(conversation),
        reply=reply.id,
        author=reply.author,
        state="awaiting_approval" if reply.state == "awaiting_approval" else "queued",
        guideline_version=reply.guideline_version,
    )


def message_stored(
    cause: str,
    conversation: Conversation,
    message: Document,
    *,
    at: datetime,
    read: say.Enrichment,
    made: say.TriageDecision,
    opened: bool = False,
    reopened: bool = False,
) -> say.MessageStored:
    """A message is kept in a conversation."""
    return say.MessageStored.after(
        cause,
        "message",
        brand=conversation.brand,
        subject=conversation.id,
        version=conversation.version,
        at=at,
        conversation=snapshot(conversation),
        message=message["id"],
        direction=message["direction"],
        text=message["text"],
        enrichment=read,
        triage=made,
        sent_at=message["sent_at"],
        opened=opened,
        reopened=reopened,
        automated=message["automated"],
    )
