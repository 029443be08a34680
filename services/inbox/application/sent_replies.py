"""A reply went out: the message it became, the answer to its conversation, and the events of both."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from contracts.inbox import InboxEvent, ReplyDelivered
from services.inbox import events
from services.inbox.domain.conversation import ConversationStep
from services.inbox.domain.conversation_clocks import answer, is_first_response
from services.inbox.domain.conversation_record import ConversationRecord
from services.inbox.domain.message import Message, from_reply
from services.inbox.domain.reply import Reply
from services.inbox.domain.sla import PolicyBook


@dataclass(frozen=True, slots=True)
class ReplySent:
    """The consequences of a reply that is out."""

    record: ConversationRecord
    message: Message
    delivered: ReplyDelivered
    step: ConversationStep

    def clock_events(self, cause: str, at: datetime) -> list[InboxEvent]:
        """The clocks that the answer stopped."""
        return events.clock_events(cause, self.step, at)


def reply_sent(
    record: ConversationRecord,
    reply: Reply,
    message: str,
    policies: PolicyBook,
    *,
    cause: str,
    sent_at: datetime,
    reported_at: datetime,
) -> ReplySent:
    """Answer a conversation with a reply.

    Args:
        record: The conversation before.
        reply: The reply as it is now that it is out.
        message: The id of the message it becomes.
        policies: The SLA policies of the brand.
        cause: What the events are derived from.
        sent_at: When it went out, which is when clocks stop.
        reported_at: When that was known here.
    """
    before = record.conversation
    waited = before.unanswered_since
    step = answer(before, sent_at, policies, reply.author)
    delivered = events.reply_delivered(
        cause,
        reply,
        step.conversation,
        reported_at,
        "sent",
        first=is_first_response(before),
        response_seconds=max(0.0, (sent_at - waited).total_seconds()) if waited is not None else None,
    )
    return ReplySent(
        record.after(step.conversation), from_reply(reply, message, step.conversation, sent_at), delivered, step
    )
