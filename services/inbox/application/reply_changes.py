"""Writes a reply that people have changed, with what follows: its timers, its conversation, the events."""

from __future__ import annotations

from datetime import datetime

from chassis.timer_order import Precedence
from chassis.timers import NewTimer
from services.inbox import events
from services.inbox.application.approval_telling import ApprovalTelling
from services.inbox.application.engagement_counting import EngagementCounting
from services.inbox.application.errors import GuidelineRefuses, Unknown
from services.inbox.application.guidelines import Guidelines
from services.inbox.application.ports import UnitOfWork
from services.inbox.application.records import Changes, Versioned
from services.inbox.application.reply_draft import wording_of
from services.inbox.application.reply_order import precedence_of
from services.inbox.application.reply_outcomes import ReplyOutcomes
from services.inbox.application.timers import approval_timer, reply_timer
from services.inbox.domain.conversation import Conversation
from services.inbox.domain.reply import Reply
from services.inbox.domain.reply_approval import approval_of
from services.inbox.domain.thread_control import check_ours


def timers_of(reply: Reply, now: datetime, precedence: Precedence) -> list[NewTimer]:
    """What a reply waits for: to be sent, or for the time of its approval to be over."""
    if reply.state == "queued":
        return [reply_timer(reply, now, precedence)]
    expires_at = approval_of(reply).expires_at if reply.state == "awaiting_approval" else None
    return [approval_timer(reply, expires_at)] if expires_at is not None else []


class ReplyChanges:
    """One way to write a changed reply, for authors, approvers and timers."""

    def __init__(
        self,
        unit: UnitOfWork,
        outcomes: ReplyOutcomes,
        guidelines: Guidelines,
        counting: EngagementCounting,
        telling: ApprovalTelling,
    ) -> None:
        """`outcomes` adds what a reply's end means for its conversation, `counting` what the change shows.

        `telling` says how its approval moves on.
        """
        self._unit = unit
        self._outcomes = outcomes
        self._guidelines = guidelines
        self._counting = counting
        self._telling = telling

    async def begin(self, changes: Changes, reply: Reply, state: Conversation, now: datetime) -> None:
        """Add a new reply to the conversation it is of."""
        changes.replies[reply.brand, reply.id] = Versioned(None, reply)
        await self.request(changes, None, reply, state, now)

    async def request(
        self, changes: Changes, before: Reply | None, after: Reply, state: Conversation, now: datetime
    ) -> None:
        """Add what follows of a reply that begins to be sent, or to wait for approval."""
        changes.events.append(events.reply_requested(after, state, now))
        changes.events += await self._telling.events(before, after, state)
        changes.schedule(timers_of(after, now, await precedence_of(self._unit, after, state)))

    async def write(self, before: Reply, after: Reply, now: datetime) -> Reply:
        """Write a reply as it has become.

        Raises:
            GuidelineRefuses, ThreadHeldElsewhere: It may not be sent any more.
            VersionConflict: It is not as it was read.
        """
        if after is before:
            return before
        changes = Changes()
        try:
            await self.add(changes, before, after, now)
        except GuidelineRefuses as refusal:
            if after.story is None:
                await self._counting.refused(after.brand, f"{after.id}/{after.version}", refusal.check)
            raise
        self._counting.replies(changes)
        await self._unit.commit(changes)
        return after

    async def add(self, changes: Changes, before: Reply, after: Reply, now: datetime) -> None:
        """Add the change of a reply to others. Raises as `write` does."""
        changes.replies[after.brand, after.id] = Versioned(before, after)
        if after.state == "queued":
            await self._queue(changes, after, now)
        elif after.state != "awaiting_approval":
            await self._outcomes.add(changes, after, now)
        changes.events += await self._telling.events(before, after)

    async def _queue(self, changes: Changes, reply: Reply, now: datetime) -> None:
        """Judge the reply by the guideline in force, then set its timer."""
        record = await self._unit.conversation(reply.brand, reply.conversation)
        if record is None:
            raise Unknown(reply.conversation)
        state = record.conversation
        check_ours(state)
        check = await self._guidelines.judge(state, reply.author, wording_of(reply))
        if check.verdict == "refused":
            raise GuidelineRefuses(check)
        changes.schedule(timers_of(reply, now, await precedence_of(self._unit, reply, state)))
        changes.events.append(events.reply_requested(reply, state, now))
