"""The inbox's events, built from the values of its rules."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any, Literal

from contracts import inbox as contract
from contracts.channel import ChannelEvent
from contracts.guideline import CertificateDemand, GuidelineCondition
from contracts.ids import derived_id
from contracts.story_answer import StoryAnswerApprovalChanged
from services.inbox.domain.approval_progress import ApprovalProgress
from services.inbox.domain.brand_post import BrandPost
from services.inbox.domain.campaign import Acceptance, Campaign
from services.inbox.domain.conversation import Conversation, ConversationStep
from services.inbox.domain.enrichment import MessageEnrichment
from services.inbox.domain.erasure import Erasure
from services.inbox.domain.guideline import Guideline
from services.inbox.domain.guideline_scope import Applies
from services.inbox.domain.message import Message
from services.inbox.domain.reply import Reply
from services.inbox.domain.reply_approval import approval_of
from services.inbox.domain.sla import SlaClock
from services.inbox.domain.story_answer import StoryAnswer
from services.inbox.domain.takeover import Takeover
from services.inbox.domain.triage import Triage, TriageResult

NO_READING = contract.Enrichment(language=None, sentiment=contract.Sentiment(label="unknown", score=0, coverage=0))
"""The reading of a message that is our own: nobody triages it."""
OUR_OWN = contract.TriageDecision(
    decision="ignore", priority=0, rule="outbound", rules_version=1, reason="Written by the brand itself"
)
"""The triage of a message that is our own."""
VERSIONS_OF_A_CAMPAIGN = 1_000_000  # a person's changes of one campaign, all below those of the next


def clock(value: SlaClock) -> contract.ClockSnapshot:
    """A clock as others see it."""
    return contract.ClockSnapshot(
        kind=value.kind,
        started_at=value.started_at,
        due_at=value.due_at,
        policy_version=value.policy_version,
        rule=value.rule,
    )


def snapshot(conversation: Conversation) -> contract.ConversationSnapshot:
    """A conversation as of its version; only the clocks that run are shown."""
    return contract.ConversationSnapshot(
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
        standby=conversation.standby,
        taken_over_by=takeover(conversation.taken_over_by),
    )


def takeover(value: Takeover | None) -> contract.DepartmentTakeover | None:
    """The department that took a conversation over, as others see it."""
    if value is None:
        return None
    return contract.DepartmentTakeover(
        department=value.department, rule=value.rule, guideline_version=value.guideline_version
    )


def enrichment(read: MessageEnrichment) -> contract.Enrichment:
    """The enrichment of a message."""
    sentiment = read.sentiment
    return contract.Enrichment(
        language=read.language,
        language_confidence=read.language_confidence,
        sentiment=contract.Sentiment(label=sentiment.label, score=sentiment.score, coverage=sentiment.coverage),
        urgency=read.urgency,
        topics=read.topics,
        reach=read.reach,
    )


def triage(decision: TriageResult) -> contract.TriageDecision:
    """A triage decision."""
    return contract.TriageDecision(
        decision=decision.decision,
        priority=decision.priority,
        rule=decision.rule,
        rules_version=decision.rules_version,
        reason=decision.reason,
        by=decision.by,
    )


def clock_events(
    cause: str, step: ConversationStep, at: datetime, shown: contract.ConversationSnapshot | None = None
) -> list[contract.InboxEvent]:
    """The clocks a change stopped and started, in this order; `shown` is the snapshot where there is one already."""
    if not step.started and not step.stopped:
        return []
    base = _base(step.conversation, at, shown)
    stopped: list[contract.InboxEvent] = [
        contract.SlaClockStopped.after(
            cause,
            f"{each.kind}/{each.started_at.isoformat()}",
            **base,
            clock=clock(each),
            met=each.met,
            elapsed_seconds=each.elapsed_seconds,
            cause=each.segments[-1].cause,
        )
        for each in step.stopped
    ]
    running = {each.kind: each for each in base["conversation"].clocks}
    started = [
        contract.SlaClockStarted.after(cause, each.kind, **base, clock=running[each.kind]) for each in step.started
    ]
    return [*stopped, *started]


def sla_breached(conversation: Conversation, late: SlaClock) -> contract.SlaBreached:
    """The breach of one clock; its id comes from the clock, so that it is emitted once however often it is tried."""
    cause = derived_id(conversation.brand, conversation.id, late.kind, late.started_at.isoformat())
    return contract.SlaBreached.after(cause, "breached", **_base(conversation, late.due_at), clock=clock(late))


def message_stored(
    cause: str,
    conversation: Conversation,
    message: Message,
    at: datetime,
    *,
    opened: bool = False,
    woken: bool = False,
    first: bool = False,
    response_seconds: float | None = None,
) -> contract.MessageStored:
    """A message is stored in a conversation; `opened`: it began it, `woken`: it reopened it.

    `first` and `response_seconds` are of an answer by another tool; those of a reply stand in `reply_delivered`.
    """
    return contract.MessageStored.after(
        cause,
        "message",
        **_base(conversation, at),
        message=message.id,
        direction=message.direction,
        text=message.text,
        enrichment=enrichment(message.enrichment) if message.enrichment is not None else NO_READING,
        triage=triage(message.triage) if message.triage is not None else OUR_OWN,
        sent_at=message.sent_at,
        opened=opened,
        reopened=woken,
        automated=message.automated,
        reply=message.reply,
        first=first,
        response_seconds=response_seconds,
    )


def message_changed(
    cause: str, change: str, conversation: Conversation, message: Message, at: datetime
) -> contract.MessageChanged:
    """A message was edited or deleted at its source; `change` is the id of the event that reported it."""
    deleted = message.state == "deleted"
    read, decision = (None, None) if deleted else (message.enrichment, message.triage)
    return contract.MessageChanged.after(
        cause,
        change,
        **_base(conversation, at),
        message=message.id,
        change="deleted" if deleted else "edited",
        text=message.text,
        enrichment=enrichment(read) if read is not None else None,
        triage=triage(decision) if decision is not None else None,
    )


def message_withdrawn(
    reply: Reply, conversation: Conversation, message: Message, by: str, at: datetime
) -> contract.MessageWithdrawn:
    """A message of our own is gone at its platform, as a person wanted."""
    return contract.MessageWithdrawn.after(
        derived_id(reply.brand, reply.id, "withdrawn"),
        "withdrawn",
        **_base(conversation, at),
        message=message.id,
        reply=reply.id,
        withdrawn_by=by,
    )


def reply_requested(reply: Reply, conversation: Conversation, at: datetime) -> contract.ReplyRequested:
    """A reply is on its way, or waits for a second person."""
    return contract.ReplyRequested.after(
        derived_id(reply.brand, reply.id, str(reply.version)),
        "requested",
        **_base(conversation, at),
        reply=reply.id,
        author=reply.author,
        state="awaiting_approval" if reply.state == "awaiting_approval" else "queued",
        guideline_version=reply.guideline_version,
    )


def reply_delivered(
    cause: str,
    reply: Reply,
    conversation: Conversation,
    at: datetime,
    state: Literal["sent", "delivered", "read", "failed", "unknown", "rejected"],
    *,
    first: bool = False,
    response_seconds: float | None = None,
) -> contract.ReplyDelivered:
    """The state of a reply's delivery."""
    return contract.ReplyDelivered.after(
        cause,
        reply.id,
        **_base(conversation, at),
        reply=reply.id,
        author=reply.author,
        state=state,
        error_code=reply.error_code,
        first=first,
        response_seconds=response_seconds,
        of_story_answer=reply.story is not None,
        written_at=reply.created_at,
    )


def approval_changed(
    reply: Reply, conversation: Conversation, moved: ApprovalProgress, approvers: tuple[str, ...], at: datetime
) -> contract.ApprovalChanged:
    """The approval of a reply moved on; `approvers` are whom to tell."""
    return contract.ApprovalChanged.after(
        derived_id(reply.brand, reply.id, str(reply.version)),
        "approval",
        **_base(conversation, at),
        reply=reply.id,
        reply_version=reply.version,
        author=reply.author,
        state=moved.state,
        stage=moved.stage,
        stages=moved.stages,
        opened_at=moved.opened_at,
        approvers=approvers,
        decided_by=moved.decided_by,
        expires_at=approval_of(reply).expires_at,
    )


def story_answer_approval_changed(
    answer: StoryAnswer, moved: ApprovalProgress, approvers: tuple[str, ...], at: datetime
) -> StoryAnswerApprovalChanged:
    """The approval of a story answer moved on; `approvers` are whom to tell."""
    return StoryAnswerApprovalChanged(
        id=derived_id(answer.brand, "story answer approval", answer.id, str(answer.version)),
        brand=answer.brand,
        subject=answer.id,
        version=answer.version,
        at=at,
        answer=answer.id,
        story=answer.story,
        author=answer.author,
        state=_without_expiry(moved),
        stage=moved.stage,
        stages=moved.stages,
        opened_at=moved.opened_at,
        approvers=approvers,
        decided_by=moved.decided_by,
        ends_at=answer.ends_at,
    )


def _without_expiry(moved: ApprovalProgress) -> Literal["waiting", "agreed", "rejected", "withdrawn"]:
    if moved.state == "expired":
        raise ValueError("the approval of a story answer has no end of its own")
    return moved.state


def conversation_resolved(conversation: Conversation, by: str, at: datetime) -> contract.ConversationResolved:
    """A person resolved the conversation."""
    seconds = max(0.0, (at - conversation.opened_at).total_seconds())
    return contract.ConversationResolved.after(
        command_cause(conversation), "resolved", **_base(conversation, at), by=by, resolution_seconds=seconds
    )


def conversation_erased(conversation: Conversation, erasure: Erasure, at: datetime) -> contract.ConversationErased:
    """Nothing personal is left of the conversation."""
    return contract.ConversationErased.after(
        command_cause(conversation),
        "erased",
        **_base(conversation, at),
        by=erasure.by,
        asked_at=erasure.asked_at,
    )


def triage_overridden(
    conversation: Conversation, decision: TriageResult, before: Triage, at: datetime
) -> contract.TriageOverridden:
    """A person judged otherwise than the rules."""
    return contract.TriageOverridden.after(
        command_cause(conversation),
        "triage",
        **_base(conversation, at),
        message=conversation.last_inbound or conversation.opened_by,
        triage=triage(decision),
        before=before,
    )


def command_cause(after: Conversation) -> str:
    """Names a person's command by the version it made: no two commands make the same one."""
    return derived_id(after.brand, after.id, "command", str(after.version))


def event_accounted(
    received: ChannelEvent, outcome: Literal["duplicate", "conflict", "unreadable"], reason: str, origin: str
) -> contract.EventAccounted:
    """The fate of a received event without new effect; `origin` is the position of this delivery in the log."""
    return contract.EventAccounted(
        id=derived_id(received.id, contract.EventAccounted.type, outcome, origin),
        caused_by=received.id,
        brand=received.brand,
        subject=received.id,
        at=received.received_at,
        outcome=outcome,
        integration=received.integration,
        channel=received.channel,
        reason=reason,
    )


def acceptance_changed(campaign: Campaign, acceptance: Acceptance, at: datetime) -> contract.AcceptanceChanged:
    """What a person said to a campaign, or what follows from their silence."""
    version = campaign.number * VERSIONS_OF_A_CAMPAIGN + acceptance.version
    return contract.AcceptanceChanged(
        id=derived_id(campaign.brand, "acceptance", acceptance.person, str(version)),
        brand=campaign.brand,
        subject=acceptance.person,
        version=version,
        at=at,
        person=acceptance.person,
        department=acceptance.department,
        campaign=campaign.number,
        guideline_version=campaign.guideline_version,
        text_hash=campaign.text_hash,
        state=acceptance.state,
        may_answer=acceptance.told_may_answer,
    )


def acceptance_reminder(campaign: Campaign, people: int, pending: int, at: datetime) -> contract.AcceptanceReminder:
    """A campaign has people who still have to answer; `at` is when it was to be told."""
    return contract.AcceptanceReminder(
        id=derived_id(campaign.brand, "reminder", str(campaign.number), at.isoformat()),
        brand=campaign.brand,
        subject=f"campaign:{campaign.number}",
        version=int(at.timestamp()),
        at=at,
        campaign=campaign.number,
        guideline_version=campaign.guideline_version,
        due_at=campaign.due_at,
        people=people,
        pending=pending,
    )


def guideline_changed(brand: str, guideline: Guideline, at: datetime) -> contract.GuidelineChanged:
    """What a new version of the guideline asks of authors, each certificate with the freedoms that lift it."""
    return contract.GuidelineChanged(
        id=derived_id(brand, "guideline", str(guideline.version)),
        brand=brand,
        subject="guideline",
        version=guideline.version,
        at=at,
        certificates=tuple(
            CertificateDemand(
                certificate=rule.certificate,
                where=_condition(rule.applies),
                lifted=tuple(_condition(each.applies) for each in guideline.freedoms if rule.id in each.lifts),
            )
            for rule in guideline.certificates
        ),
    )


def publication_changed(publication: BrandPost, at: datetime) -> contract.PublicationChanged:
    """What became of a publication."""
    return contract.PublicationChanged(
        id=derived_id(publication.brand, "publication", publication.id, str(publication.version)),
        brand=publication.brand,
        subject=publication.id,
        version=publication.version,
        at=at,
        publication=publication.id,
        incident=publication.incident,
        statement=publication.statement,
        integration=publication.integration,
        round=publication.round,
        state=_ended(publication),
        external_id=publication.external_id,
        sent_at=publication.sent_at,
        error_code=publication.error_code,
    )


def _ended(publication: BrandPost) -> Literal["sent", "failed", "unknown", "withheld"]:
    if publication.state == "queued" or publication.state == "claimed":  # noqa: PLR1714 - narrows the type
        raise ValueError(f"{publication.state} is not an outcome")
    return publication.state


def _condition(applies: Applies) -> GuidelineCondition:
    return GuidelineCondition.model_validate(asdict(applies))


def _base(
    conversation: Conversation, at: datetime, shown: contract.ConversationSnapshot | None = None
) -> dict[str, Any]:
    return {
        "brand": conversation.brand,
        "subject": conversation.id,
        "version": conversation.version,
        "at": at,
        "conversation": shown or snapshot(conversation),
    }
