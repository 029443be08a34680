"""Withdraws replies that are out: claimed before their platform is asked, its word recorded after; never guessed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime

from channels.sending import OutcomeUnknown, RetryLater
from channels.withdrawing import CannotBeWithdrawn, SentReply, Withdrawn, WithdrawResult
from chassis.clock import Clock
from chassis.errors import VersionConflict
from chassis.retrying import on_conflict
from services.inbox import events
from services.inbox.application.directory import Directory
from services.inbox.application.ports import UnitOfWork
from services.inbox.application.records import Changes, Versioned
from services.inbox.application.reply_ports import Sending
from services.inbox.application.rulebook import Rulebook
from services.inbox.application.sending import CONFLICT_SECONDS, TRIES
from services.inbox.application.story_answer_store import StoryAnswerStore
from services.inbox.application.timers import clock_timers, withdrawal_timer
from services.inbox.domain import lifecycle, withdrawal
from services.inbox.domain.conversation import StateNotAllowed, Visibility
from services.inbox.domain.leaving import StaleSending, changed
from services.inbox.domain.message import Message
from services.inbox.domain.reply import Reply
from services.inbox.domain.withdrawal import Withdrawal
from services.inbox.domain.withdrawn_message import ids_of_sent, withdrawn


class Withdrawer:
    """Takes a withdrawal that is due to what the platform makes of it."""

    def __init__(
        self,
        unit: UnitOfWork,
        stories: StoryAnswerStore,
        rulebook: Rulebook,
        directory: Directory,
        sending: Sending,
        clock: Clock,
    ) -> None:
        """`sending` is the way out; `stories` knows what was said behind a message."""
        self._unit = unit
        self._stories = stories
        self._rulebook = rulebook
        self._directory = directory
        self._sending = sending
        self._clock = clock

    async def deliver(self, leaving: Reply) -> bool:
        """Withdraw a reply, also one that a dead process had claimed.

        Returns:
            Whether its timer is done with; False when it was moved to a later try.
        """
        claimed = await self._written(leaving, withdrawal.taken_up)
        if claimed is None or claimed.withdrawal is None:
            return True
        epoch, result = claimed.withdrawal.epoch, await self._ask(claimed)
        now = self._clock.now_of(claimed.brand)
        after = await self._written(claimed, lambda before: outcome_of(before, epoch, result, now))
        return after is None or after.withdrawal is None or after.withdrawal.state != "queued"

    async def _ask(self, reply: Reply) -> WithdrawResult:
        """Have it deleted; no platform hears of what is said in a drill, nor of what it has deleted already."""
        found = await self._message(reply)
        if self._directory.is_drill(reply.brand) or (found is not None and found.state != "kept"):
            return Withdrawn()
        integration = self._directory.integration(reply.brand, reply.integration)
        contact = await self._unit.contact(reply.brand, reply.contact)
        if integration is None or contact is None or contact.erasure is not None:
            return CannotBeWithdrawn("integration_gone" if integration is None else "contact_gone")
        if reply.external_id is None:
            return CannotBeWithdrawn("no_platform_id")
        answered = await self._unit.message(reply.brand, reply.in_reply_to) if reply.in_reply_to else None
        sent = SentReply(
            reply.id, reply.external_id, contact.external_id, stood_in(answered), answered.thread if answered else None
        )
        return await self._sending.withdraw(integration, sent)

    async def _written(self, leaving: Reply, change: Callable[[Withdrawal], Withdrawal]) -> Reply | None:
        """Write what becomes of a withdrawal, whatever else is written meanwhile; None where there is nothing to."""

        async def once() -> Reply | None:
            before = await self._unit.reply(leaving.brand, leaving.id)
            if before is None or before.withdrawal is None:
                return None
            try:
                moved = change(before.withdrawal)
            except (StaleSending, StateNotAllowed):  # another process had it, and goes on with it or has ended it
                return None
            after = changed(before, withdrawal=moved)
            try:
                await self._unit.commit(await self._changes(before, after, moved))
            except VersionConflict:
                await asyncio.sleep(CONFLICT_SECONDS)
                raise
            return after

        return await on_conflict(once, tries=TRIES)

    async def _changes(self, before: Reply, after: Reply, moved: Withdrawal) -> Changes:
        changes = Changes(replies={(before.brand, before.id): Versioned(before, after)})
        if moved.state == "queued" and moved.next_try_at is not None:
            changes.schedule([withdrawal_timer(after, moved.next_try_at)])
        elif moved.state == "withdrawn" and (before.withdrawal is None or before.withdrawal.state != "withdrawn"):
            await self._add_consequences(changes, after, moved, self._clock.now_of(after.brand))
        return changes

    async def _add_consequences(self, changes: Changes, reply: Reply, moved: Withdrawal, now: datetime) -> None:
        """The message loses its words; its contact waits again unless something was said behind it."""
        found = await self._message(reply)
        record = await self._unit.conversation(reply.brand, reply.conversation)
        if found is None or record is None:
            return
        policies = (await self._rulebook.of(reply.brand)).policies
        if await self._stories.said_after(found):
            step = lifecycle.touch(record.conversation)
        else:
            since = reply.story.since if reply.story is not None else now
            step = lifecycle.answer_withdrawn(record.conversation, since, now, policies)
        gone, state = withdrawn(found, moved.by, now), step.conversation
        changes.messages[found.brand, found.id] = Versioned(found, gone)
        changes.conversations[record.name] = record.after(state)
        changes.schedule(clock_timers(step))
        told = events.message_withdrawn(reply, state, gone, moved.by, now)
        changes.events += [told, *events.clock_events(told.id, step, now)]

    async def _message(self, reply: Reply) -> Message | None:
        names = [(reply.brand, each) for each in ids_of_sent(reply)]
        found = await self._unit.messages(names)
        return next((found[name] for name in names if name in found), None)


def stood_in(answered: Message | None) -> Visibility:
    """Where a reply to a message stands, as it is sent."""
    return answered.visibility if answered is not None else "private"


def outcome_of(before: Withdrawal, epoch: int, result: WithdrawResult, now: datetime) -> Withdrawal:
    """What a claimed withdrawal becomes by what its platform said; raises StaleSending where another claim followed."""
    if isinstance(result, Withdrawn):
        return withdrawal.done(before, now)
    if isinstance(result, CannotBeWithdrawn):
        return withdrawal.not_allowed(before, epoch, result.code, now)
    if isinstance(result, RetryLater):
        return withdrawal.again(before, epoch, result.code, now, wait=result.seconds)
    if isinstance(result, OutcomeUnknown):
        return withdrawal.again(before, epoch, result.code, now, unsure=True)
    return withdrawal.failed(before, epoch, result.code, now)
