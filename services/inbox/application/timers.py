"""The timers of conversations, replies and posts: one row each, found by its key."""

from __future__ import annotations

from datetime import datetime

from chassis.timer_order import Precedence
from chassis.timers import NewTimer
from services.inbox.domain.brand_post import BrandPost
from services.inbox.domain.campaign import Campaign
from services.inbox.domain.contact import Contact
from services.inbox.domain.conversation import ConversationStep
from services.inbox.domain.reply import Reply
from services.inbox.domain.story_answer import StoryAnswer

SLA_TIMER = "sla_due"
REPLY_TIMER = "reply_send"
APPROVAL_TIMER = "approval_expires"
GUIDELINE_TIMER = "guideline_due"
CAMPAIGN_TIMER = "campaign_due"
REMINDER_TIMER = "campaign_reminder"
STORY_ANSWER_TIMER = "story_answer_due"
POST_TIMER = "post_send"
WITHDRAWAL_TIMER = "reply_withdraw"
UNDO_TIMER = "story_answer_undo"
ERASURE_TIMER = "contact_erasure"


def sla_timer(brand: str, conversation: str, due_at: datetime) -> NewTimer:
    """The one timer of a conversation's clocks."""
    return NewTimer(f"sla/{brand}/{conversation}", brand, SLA_TIMER, due_at, {"conversation": conversation})


def clock_timers(step: ConversationStep) -> tuple[NewTimer, ...]:
    """The timer at the first due time of a conversation's clocks; only a started clock moves it."""
    conversation = step.conversation
    if not step.started or conversation.due_at is None:
        return ()
    return (sla_timer(conversation.brand, conversation.id, conversation.due_at),)


def reply_timer_key(reply: Reply) -> str:
    """The key of the row that has a reply sent."""
    return f"reply/{reply.brand}/{reply.id}"


def reply_timer(reply: Reply, due_at: datetime, precedence: Precedence | None = None) -> NewTimer:
    """The row that has a reply sent; without a precedence it keeps the one it has."""
    return NewTimer(reply_timer_key(reply), reply.brand, REPLY_TIMER, due_at, {"reply": reply.id}, precedence)


def post_timer(post: BrandPost, due_at: datetime) -> NewTimer:
    """The row that has a post sent: a statement of an incident, which goes first."""
    return NewTimer(f"post/{post.brand}/{post.id}", post.brand, POST_TIMER, due_at, {"post": post.id}, "first")


def guideline_timer(brand: str, version: int, due_at: datetime) -> NewTimer:
    """The row of the time from which a version of the guideline is in force."""
    return NewTimer(f"guideline/{brand}/{version}", brand, GUIDELINE_TIMER, due_at, {"version": version})


def campaign_timer(campaign: Campaign, due_at: datetime, after: str | None = None) -> NewTimer:
    """The one row that has a campaign's audience gone through, from behind the person `after`."""
    key = f"campaign/{campaign.brand}/{campaign.number}"
    payload = {"campaign": campaign.number, "after": after}
    return NewTimer(key, campaign.brand, CAMPAIGN_TIMER, due_at, payload)


def reminder_timer(campaign: Campaign, due_at: datetime) -> NewTimer:
    """The row of one reminder."""
    key = f"reminder/{campaign.brand}/{campaign.number}/{int(due_at.timestamp())}"
    return NewTimer(key, campaign.brand, REMINDER_TIMER, due_at, {"campaign": campaign.number})


def story_answer_timer(answer: StoryAnswer, due_at: datetime) -> NewTimer:
    """The one row of the steps of a story answer."""
    key = f"story-answer/{answer.brand}/{answer.id}"
    return NewTimer(key, answer.brand, STORY_ANSWER_TIMER, due_at, {"answer": answer.id})


def approval_timer(reply: Reply, due_at: datetime) -> NewTimer:
    """The row of the end of an approval's time."""
    return NewTimer(f"approval/{reply.brand}/{reply.id}", reply.brand, APPROVAL_TIMER, due_at, {"reply": reply.id})


def withdrawal_timer(reply: Reply, due_at: datetime) -> NewTimer:
    """The row that has a reply withdrawn."""
    key = f"withdrawal/{reply.brand}/{reply.id}"
    return NewTimer(key, reply.brand, WITHDRAWAL_TIMER, due_at, {"reply": reply.id})


def erasure_timer(contact: Contact, due_at: datetime) -> NewTimer:
    """The one row of the steps of a contact's erasure."""
    key = f"erasure/{contact.brand}/{contact.id}"
    return NewTimer(key, contact.brand, ERASURE_TIMER, due_at, {"contact": contact.id})


def undo_timer(answer: StoryAnswer, due_at: datetime) -> NewTimer:
    """The one row of the steps of a story answer's undo."""
    key = f"story-answer-undo/{answer.brand}/{answer.id}"
    return NewTimer(key, answer.brand, UNDO_TIMER, due_at, {"answer": answer.id})
