"""Commands of authors on replies: each command is one transaction with its events in the outbox."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from time import monotonic

from chassis.auth import Principal
from chassis.clock import Clock
from chassis.errors import VersionConflict
from chassis.retrying import on_conflict
from services.inbox.application.conversation_commands import HUB_SCOPE
from services.inbox.application.engagement_counting import EngagementCounting
from services.inbox.application.errors import GuidelineRefuses, NotCopied, Unknown, check_version
from services.inbox.application.guidelines import Guidelines, Wording
from services.inbox.application.ports import UnitOfWork
from services.inbox.application.records import Changes, Versioned
from services.inbox.application.reply_changes import ReplyChanges
from services.inbox.application.reply_draft import ReplyDraft, answered, new_reply
from services.inbox.domain import reply as reply_states
from services.inbox.domain import reply_approval
from services.inbox.domain.assignment import AssignmentNotSeenYet, check_assignee
from services.inbox.domain.conversation import Conversation, StateNotAllowed
from services.inbox.domain.guideline_scope import Situation
from services.inbox.domain.guideline_verdict import Check
from services.inbox.domain.reply import Reply
from services.inbox.domain.thread_control import check_ours

PATIENCE_SECONDS = 1.0  # for the event of an assignment, which takes some tens of milliseconds from routing to here
LOOK_SECONDS = 0.05

ReplyChange = Callable[[Reply, str, datetime], Reply]
"""What a person's command makes of a reply."""


class ReplyCommands:
    """Request, withdraw, retry and mark as sent; the brand and the person come from the verified caller only."""

    def __init__(
        self,
        unit: UnitOfWork,
        changes: ReplyChanges,
        guidelines: Guidelines,
        counting: EngagementCounting,
        clock: Clock,
    ) -> None:
        """`changes` writes a changed reply with what follows from it."""
        self._unit = unit
        self._changes = changes
        self._guidelines = guidelines
        self._counting = counting
        self._clock = clock

    async def request(
        self,
        caller: Principal,
        conversation: str,
        draft: ReplyDraft,
        epoch: int | None,
        reply_id: str,
    ) -> tuple[Reply, Check]:
        """Check a reply against the guideline and queue it, or let it wait for a second person.

        Raises:
            Unknown, NotAssignee, NotAllowed: It may not be answered by this caller now.
            AssignmentNotSeenYet: The assignment they name did not come within a moment.
            ThreadHeldElsewhere: Another app holds the thread.
            NotCopied: A receiver of a copy did not get the message that is answered.
            GuidelineRefuses: Something other than approval is wrong with it.
        """
        state = await self._assigned(caller, conversation, epoch)
        if state.status == "resolved":
            raise StateNotAllowed("reply", state.status)
        check_ours(state)
        await self._check_copies(state, draft.copy_to)
        check = await self._guidelines.judge(state, caller.subject, draft.wording)
        if check.verdict == "refused":
            await self._counting.refused(caller.brand, reply_id, check)
            raise GuidelineRefuses(check)
        now = self._clock.now_of(caller.brand)
        old = await self._superseded(caller, state, draft.supersedes)
        reply = new_reply(state, caller.subject, draft, reply_id, check, now)
        return await self._store(reply, old, state, now), check

    async def _assigned(self, caller: Principal, conversation: str, epoch: int | None) -> Conversation:
        """The conversation if the caller may answer it; an assignment that is on its way is waited for."""
        give_up_at = monotonic() + PATIENCE_SECONDS
        while True:
            state = await self._conversation(caller.brand, conversation)
            if state.holder is None and HUB_SCOPE in caller.scopes:
                return state
            try:
                check_assignee(state, caller.subject, epoch)
            except AssignmentNotSeenYet:
                if monotonic() >= give_up_at:
                    raise
                await asyncio.sleep(LOOK_SECONDS)
            else:
                return state

    async def _superseded(self, caller: Principal, state: Conversation, reply: str | None) -> Versioned[Reply] | None:
        """The reply whose place another takes, as it was and as it becomes; None where none is named."""
        if reply is None:
            return None
        before = await self._unit.reply(caller.brand, reply)
        if before is None or before.conversation != state.id:
            raise Unknown(reply)
        if before.state == "rejected":
            return None  # it was decided on: the new one answers that
        after = reply_approval.withdraw(
            before, caller.subject, self._clock.now_of(caller.brand), reply_approval.SUPERSEDED
        )
        return Versioned(before, after)

    async def _store(self, reply: Reply, old: Versioned[Reply] | None, state: Conversation, now: datetime) -> Reply:
        changes = Changes()
        await self._changes.begin(changes, reply, state, now)
        if old is not None:
            await self._changes.add(changes, old.before or old.after, old.after, now)
        self._counting.replies(changes)
        try:
            await self._unit.commit(changes)
        except VersionConflict:
            stored = await self._unit.reply(reply.brand, reply.id)
            if stored is None:
                raise
            return stored  # the same command, tried again after its answer was lost
        return reply

    async def _check_copies(self, state: Conversation, copy_to: tuple[str, ...]) -> None:
        if not copy_to:
            return
        message = await self._unit.message(state.brand, answered(state))
        copied_to = message.copied_to if message is not None else ()
        for number, each in enumerate(copy_to):
            if each not in copied_to:
                raise NotCopied(number)

    async def withdraw(self, caller: Principal, reply: str, if_version: int | None) -> Reply:
        """The author takes back a reply that waits for approval."""
        return await self._run(caller, reply, if_version, reply_approval.withdraw)

    async def retry(self, caller: Principal, reply: str, if_version: int | None) -> Reply:
        """Retry a failed or unknown reply. Raises GuidelineRefuses when it is no longer allowed."""
        return await self._run(caller, reply, if_version, lambda before, _, at: reply_states.retry(before, at))

    async def mark_sent(self, caller: Principal, reply: str, if_version: int | None) -> Reply:
        """A person has seen that an unknown reply is out."""
        return await self._run(caller, reply, if_version, reply_states.mark_sent)

    async def _run(self, caller: Principal, reply: str, if_version: int | None, change: ReplyChange) -> Reply:
        async def once() -> Reply:
            before = await self._unit.reply(caller.brand, reply)
            if before is None:
                raise Unknown(reply)
            check_version(if_version, before.version)
            now = self._clock.now_of(caller.brand)
            return await self._changes.write(before, change(before, caller.subject, now), now)

        return await on_conflict(once)

    async def check(self, caller: Principal, wording: Wording, conversation: str | None, described: Situation) -> Check:
        """Hold a text against the guideline without sending it."""
        situation = described
        if conversation is not None:
            situation = await self._guidelines.situation(await self._conversation(caller.brand, conversation))
        return await self._guidelines.preview(caller.brand, caller.subject, wording, situation)

    async def _conversation(self, brand: str, conversation: str) -> Conversation:
        record = await self._unit.conversation(brand, conversation)
        if record is None:
            raise Unknown(conversation)
        return record.conversation
