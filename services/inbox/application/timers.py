"""The timers of conversations and replies: one row each, found by its key."""

from __future__ import annotations

from datetime import datetime

from chassis.timers import NewTimer
from services.inbox.domain.conversation import ConversationStep
from services.inbox.domain.reply import Reply

SLA_TIMER = "sla_due"
REPLY_TIMER = "reply_send"


def sla_timer(brand: str, conversation: str, due_at: datetime) -> NewTimer:
    """The one timer of a conversation's clocks."""
    return NewTimer(f"sla/{brand}/{conversation}", brand, SLA_TIMER, due_at, {"conversation": conversation})


def clock_timers(step: ConversationStep) -> tuple[NewTimer, ...]:
    """The timer at the first due time of a conversation's clocks; only a started clock moves it."""
    conversation = step.conversation
    if not step.started or conversation.due_at is None:
        return ()
    return (sla_timer(conversation.brand, conversation.id, conversation.due_at),)


def reply_timer(reply: Reply, due_at: datetime) -> NewTimer:
    """The row that has a reply sent."""
    return NewTimer(f"reply/{reply.brand}/{reply.id}", reply.brand, REPLY_TIMER, due_at, {"reply": reply.id})
