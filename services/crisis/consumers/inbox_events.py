"""What the inbox says: messages are counted or erased, who may approve is told, what went out is recorded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence

from chassis.errors import Fenced, VersionConflict
from chassis.messaging import Delivery, HandlerResult, Retry
from contracts.event import Event
from contracts.inbox import ApprovalChanged, ConversationErased, MessageStored, PublicationChanged, ReplyDelivered
from contracts.story_answer import StoryAnswerApprovalChanged
from services.crisis.application.approval_notices import ApprovalNotices
from services.crisis.application.counting import Batch, Received
from services.crisis.application.publications import PublicationCommands
from services.crisis.domain.approval_wait import ApprovalWait
from services.crisis.domain.publication import PublicationTold
from services.crisis.domain.service_work import WorkDone
from services.crisis.domain.tally import InboundMessage

INBOX_TYPES: tuple[type[Event], ...] = (
    MessageStored,
    ConversationErased,
    ApprovalChanged,
    StoryAnswerApprovalChanged,
    PublicationChanged,
    ReplyDelivered,
)
CASES = frozenset({"respond", "escalate"})


class OnInboxEvents:
    """Handler of `inbox.events`."""

    def __init__(
        self,
        count: Callable[[Batch], Awaitable[None]],
        approvals: ApprovalNotices,
        publications: PublicationCommands,
        record_work: Callable[[Sequence[WorkDone]], Awaitable[None]],
    ) -> None:
        self._count = count
        self._approvals = approvals
        self._publications = publications
        self._record_work = record_work

    async def __call__(self, batch: Sequence[Delivery]) -> HandlerResult:
        """Count a batch, then tell of approvals, publications and replies; a replay of it changes nothing."""
        try:
            await self._count(batch_of(batch))
        except (Fenced, VersionConflict) as overtaken:
            raise Retry("counted_elsewhere") from overtaken
        for brand, waits in approvals_in(batch).items():
            try:
                await self._approvals.take(brand, waits)
            except VersionConflict as overtaken:
                raise Retry("approval_told_elsewhere") from overtaken
        for event in (delivery.event for delivery in batch):
            if isinstance(event, PublicationChanged):
                try:
                    await self._publications.take(event.brand, event.id, _word(event))
                except VersionConflict as overtaken:
                    raise Retry("publication_told_elsewhere") from overtaken
        replies = [each.event for each in batch if isinstance(each.event, ReplyDelivered)]
        await self._record_work([_work(event) for event in replies if _is_work(event)])
        return HandlerResult()


def approvals_in(deliveries: Sequence[Delivery]) -> dict[str, list[ApprovalWait]]:
    """The newest word on each approval, by brand; of one that is over in the same batch nobody need be told."""
    said: dict[tuple[str, str], ApprovalWait] = {}
    for event in (delivery.event for delivery in deliveries):
        if isinstance(event, (ApprovalChanged, StoryAnswerApprovalChanged)):
            wait = _wait(event) if isinstance(event, ApprovalChanged) else _wait_of_answer(event)
            name = event.brand, wait.reply
            if name not in said or said[name].version < wait.version:
                said[name] = wait
    waits: defaultdict[str, list[ApprovalWait]] = defaultdict(list)
    for (brand, _), wait in said.items():
        waits[brand].append(wait)
    return waits


def _is_work(event: ReplyDelivered) -> bool:
    """Whether somebody wrote it to one contact, and it left; an answer to many was written once."""
    return event.state == "sent" and not event.of_story_answer


def _work(event: ReplyDelivered) -> WorkDone:
    """It is work of when it was written: that it is out may be known much later, and be told more than once."""
    at = event.written_at or event.at
    return WorkDone(event.brand, event.author, "reply", event.reply, at, at)


def _word(event: PublicationChanged) -> PublicationTold:
    return PublicationTold(
        incident=event.incident,
        statement=event.statement,
        integration=event.integration,
        version=event.version,
        round=event.round,
        state=event.state,
        external_id=event.external_id,
        reason=event.error_code,
        at=event.sent_at or event.at,
    )


def _wait(event: ApprovalChanged) -> ApprovalWait:
    return ApprovalWait(
        reply=event.reply,
        version=event.reply_version,
        waits=event.state == "waiting",
        stage=event.stage,
        stages=event.stages,
        opened_at=event.opened_at,
        author=event.author,
        channel=event.conversation.channel,
        at=event.at,
        approvers=event.approvers,
        decided_by=event.decided_by,
        expires_at=event.expires_at,
    )


def _wait_of_answer(event: StoryAnswerApprovalChanged) -> ApprovalWait:
    return ApprovalWait(
        reply=event.answer,
        version=event.version,
        waits=event.state == "waiting",
        stage=event.stage,
        stages=event.stages,
        opened_at=event.opened_at,
        author=event.author,
        channel="",
        at=event.at,
        approvers=event.approvers,
        decided_by=event.decided_by,
        expires_at=event.ends_at,
        story=event.story,
    )


def batch_of(deliveries: Sequence[Delivery]) -> Batch:
    """The inbound messages of deliveries, the conversations erased, and how far each partition was read."""
    ends: dict[tuple[str, int], int] = {}
    received = []
    erased: defaultdict[str, set[str]] = defaultdict(set)
    for delivery in deliveries:
        topic, partition, offset = delivery.position
        ends[topic, partition] = max(ends.get((topic, partition), 0), offset + 1)
        if isinstance(delivery.event, MessageStored) and _is_of_a_person(delivery.event):
            received.append(Received((topic, partition), offset, _message(delivery.event)))
        if isinstance(delivery.event, ConversationErased):
            erased[delivery.event.brand].add(delivery.event.conversation.id)
    return Batch(received, ends, erased)


def _is_of_a_person(event: MessageStored) -> bool:
    """Whether a contact wrote; what machines send by themselves is no sign of anything, however much it is."""
    return event.direction == "inbound" and not event.automated


def _message(event: MessageStored) -> InboundMessage:
    return InboundMessage(
        brand=event.brand,
        event=event.id,
        message=event.message,
        conversation=event.conversation.id,
        contact=event.conversation.contact,
        at=event.at,
        text=event.text,
        sentiment=event.enrichment.sentiment.label,
        reach=event.enrichment.reach,
        is_case=event.triage.decision in CASES and (event.opened or event.reopened),
        channel=event.conversation.channel,
        language=event.enrichment.language,
    )
