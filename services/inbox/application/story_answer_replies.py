"""The replies of a story answer: ordinary ones, under ids derived from the answer, with its approval."""

from __future__ import annotations

from datetime import datetime

from contracts.ids import derived_id
from services.inbox import events
from services.inbox.application.records import Versioned
from services.inbox.application.reply_changes import timers_of
from services.inbox.application.story_answer_store import StoryAnswerChanges
from services.inbox.application.timers import reply_timer
from services.inbox.domain.approval import asked
from services.inbox.domain.conversation import Conversation
from services.inbox.domain.guideline_verdict import Check
from services.inbox.domain.reply import Reply
from services.inbox.domain.story_answer import StoryAnswer
from services.inbox.domain.story_answer_recipient import StoryRecipient
from services.inbox.domain.story_origin import StoryOrigin


def reply_to(
    answer: StoryAnswer,
    row: StoryRecipient,
    state: Conversation,
    text: str,
    check: Check,
    now: datetime,
    leaves_at: datetime,
) -> Reply:
    """The reply for a recipient, to leave at a time; it waits where the guideline asks more than has agreed."""
    agreed = answer.approval is not None and answer.approval.covers(check.stages)
    waits = check.verdict == "needs_approval" and not agreed
    return Reply(
        brand=state.brand,
        id=derived_id("story answer", answer.brand, answer.id, row.conversation),
        conversation=state.id,
        contact=state.contact,
        integration=state.integration,
        author=answer.author,
        text=text,
        state="awaiting_approval" if waits else "queued",
        created_at=now,
        guideline_version=check.guideline_version,
        in_reply_to=state.last_inbound or state.opened_by,
        next_try_at=None if waits else leaves_at,
        approval=asked(check.stages, check.expires_minutes, now) if waits else answer.approval,
        story=StoryOrigin(answer.id, row.since),
    )


def add_reply(changes: StoryAnswerChanges, reply: Reply, state: Conversation, now: datetime) -> None:
    """Add a new reply with its timer and the event that reports it."""
    changes.replies.append(Versioned(None, reply))
    changes.events.append(events.reply_requested(reply, state, now))
    due = reply.next_try_at
    changes.timers += [reply_timer(reply, due, "last")] if due is not None else timers_of(reply, now, "last")
