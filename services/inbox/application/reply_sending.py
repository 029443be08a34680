"""Sends replies, by the one way that all sending goes: judged once more when they are taken up."""

from __future__ import annotations

from datetime import datetime

from channels.sending import OutboundReply, SendFailed, SendResult, Sent
from chassis.clock import Clock
from chassis.errors import VersionConflict
from chassis.timers import NewTimer
from services.inbox.application.directory import Directory
from services.inbox.application.engagement_counting import EngagementCounting
from services.inbox.application.guidelines import Guidelines
from services.inbox.application.ports import UnitOfWork
from services.inbox.application.records import Changes, Versioned
from services.inbox.application.reply_changes import ReplyChanges
from services.inbox.application.reply_draft import wording_of
from services.inbox.application.reply_order import precedence_of
from services.inbox.application.reply_outcomes import ReplyOutcomes
from services.inbox.application.reply_ports import Sending
from services.inbox.application.sending import SENDINGS, Sender
from services.inbox.application.story_answer_store import StoryAnswerStore
from services.inbox.application.timers import reply_timer
from services.inbox.domain import reply as reply_states
from services.inbox.domain import reply_approval
from services.inbox.domain.conversation import Conversation
from services.inbox.domain.reply import Reply
from services.inbox.domain.story_answer_recipient import LeftOut, left_out


class ReplySender(Sender[Reply]):
    """See Sender; a reply is judged by the guideline in force when it is taken up."""

    def __init__(
        self,
        unit: UnitOfWork,
        outcomes: ReplyOutcomes,
        guidelines: Guidelines,
        counting: EngagementCounting,
        directory: Directory,
        sending: Sending,
        stories: StoryAnswerStore,
        changes: ReplyChanges,
        clock: Clock,
    ) -> None:
        """`sending` is the way out; `stories` knows which of their replies let others go first."""
        super().__init__(clock)
        self._unit = unit
        self._outcomes = outcomes
        self._guidelines = guidelines
        self._counting = counting
        self._directory = directory
        self._sending = sending
        self._stories = stories
        self._reply_changes = changes

    async def _claim(self, leaving: Reply) -> Reply | None:
        """Judge a reply once more and write what follows; None when another process was first: its timer is its own."""
        reply = leaving
        record = await self._unit.conversation(reply.brand, reply.conversation)
        if record is None:
            raise VersionConflict
        state, now = record.conversation, self._clock.now_of(reply.brand)
        changes = Changes()
        claimed = await self._claimed(changes, reply, state, now)
        changes.change(reply, claimed)
        if claimed.state == "awaiting_approval":
            await self._reply_changes.request(changes, reply, claimed, state, now)
        elif claimed.state in ("failed", "rejected"):
            if claimed.state == "failed":
                SENDINGS.labels(self._channel_of(claimed), "guideline_refused").inc()
            await self._outcomes.add(changes, claimed, now)
        self._counting.replies(changes)
        try:
            await self._unit.commit(changes)
        except VersionConflict:
            return None
        return claimed

    async def _claimed(self, changes: Changes, reply: Reply, state: Conversation, now: datetime) -> Reply:
        """What a queued reply becomes now; one of a story answer is taken back where its conversation has moved on."""
        if (reason := await self._moved_on(reply, state)) is not None:
            return reply_approval.take_back(reply, reason)
        check = await self._guidelines.judge(state, reply.author, wording_of(reply))
        self._counting.stopped(changes, reply, check)
        return reply_states.claim(reply, check, now)

    async def _moved_on(self, reply: Reply, state: Conversation) -> LeftOut | None:
        """Why a reply of a story answer is not wanted any more; None: it is, or a person has said so."""
        if reply.story is None or not reply.is_of_story_answer:
            return None
        reason = left_out(state, reply.story.since)
        if reason is None and await self._stories.another_goes_first(reply):
            return "being_answered"
        return reason

    def _channel_of(self, reply: Reply) -> str:
        integration = self._directory.integration(reply.brand, reply.integration)
        return integration.channel if integration is not None else "gone"

    async def _send(self, claimed: Reply) -> SendResult:
        """Send it; what is said in a drill counts as sent, and no platform hears of it."""
        reply = claimed
        if self._directory.is_drill(reply.brand):
            return Sent(f"drill-{reply.id}")
        integration = self._directory.integration(reply.brand, reply.integration)
        contact = await self._unit.contact(reply.brand, reply.contact)
        if integration is None or contact is None or contact.erasure is not None:
            return SendFailed("integration_gone" if integration is None else "contact_gone")
        answered = await self._unit.message(reply.brand, reply.in_reply_to) if reply.in_reply_to else None
        outbound = OutboundReply(
            key=reply.id,
            contact=contact.external_id,
            text=reply.text,
            visibility=answered.visibility if answered else "private",
            thread=answered.thread if answered else None,
            reply_to=answered.external_id if answered else None,
            subject_line=answered.subject_line if answered else None,
            also_known_as=contact.also_known_as,
            copy_to=reply.copy_to,
        )
        return await self._sending.send(integration, outbound)

    def _count(self, claimed: Reply, outcome: str) -> None:
        SENDINGS.labels(self._channel_of(claimed), outcome).inc()

    async def _stored(self, leaving: Reply) -> Reply | None:
        return await self._unit.reply(leaving.brand, leaving.id)

    async def _write(self, before: Reply, after: Reply) -> None:
        await self._unit.commit(await self._changes(before, after))

    async def _changes(self, before: Reply, after: Reply) -> Changes:
        changes = Changes(replies={(before.brand, before.id): Versioned(before, after)})
        now = self._clock.now_of(after.brand)
        if after.state == "queued":
            changes.schedule([await self._timer(after, now)])
        else:
            await self._outcomes.add(changes, after, now)
        self._counting.replies(changes)
        return changes

    async def _timer(self, queued: Reply, now: datetime) -> NewTimer:
        """The timer of its next try: what it goes before is asked again, as an incident may have begun or ended."""
        record = await self._unit.conversation(queued.brand, queued.conversation)
        if record is None:
            raise VersionConflict
        precedence = await precedence_of(self._unit, queued, record.conversation)
        return reply_timer(queued, queued.next_try_at or now, precedence)
