"""Queued replies that come due are sent, several side by side."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta

from chassis.clock import Clock
from chassis.errors import Fenced
from chassis.timers import DueTimer, NewTimer
from services.inbox.application.directory import Directory
from services.inbox.application.ports import UnitOfWork
from services.inbox.application.reply_ports import ReplyTimers
from services.inbox.application.reply_sending import ReplySender
from services.inbox.application.timers import reply_timer
from services.inbox.domain.reply import Reply

AT_ONCE = 16  # sendings side by side; each waits for a platform for up to 20 s and costs one connection
HELD_SECONDS = 20.0  # between looks whether the replies of a brand may leave again


class OnReplyDue:
    """Hands due replies to the sender, and finishes the timers of those that are done with."""

    def __init__(
        self, unit: UnitOfWork, sender: ReplySender, timers: ReplyTimers, directory: Directory, clock: Clock
    ) -> None:
        """`timers` holds the rows of the replies."""
        self._unit = unit
        self._sender = sender
        self._timers = timers
        self._directory = directory
        self._clock = clock

    async def __call__(self, due: Sequence[DueTimer]) -> None:
        """Take up a batch; the first failure of one is raised after the others have ended."""
        replies = await self._unit.replies([(timer.brand, timer.payload["reply"]) for timer in due])
        held = {key: reply for key, reply in replies.items() if self._is_held(reply)}
        if held:
            await self._timers.schedule([self._later(reply) for reply in held.values()])
            due = [timer for timer in due if (timer.brand, timer.payload["reply"]) not in held]
        gate = asyncio.Semaphore(AT_ONCE)

        async def deliver(timer: DueTimer) -> None:
            reply = replies.get((timer.brand, timer.payload["reply"]))
            async with gate:
                if reply is None or await self._sender.deliver(reply):
                    await self._finish(timer)

        outcomes = await asyncio.gather(*[deliver(timer) for timer in due], return_exceptions=True)
        for outcome in outcomes:
            if isinstance(outcome, BaseException):
                raise outcome

    def _is_held(self, reply: Reply) -> bool:
        """Whether a reply waits because the operator has turned off that replies of its brand leave."""
        return reply.state == "queued" and self._directory.holds_replies(reply.brand)

    def _later(self, reply: Reply) -> NewTimer:
        return reply_timer(reply, self._clock.now_of(reply.brand) + timedelta(seconds=HELD_SECONDS))

    async def _finish(self, timer: DueTimer) -> None:
        try:
            await self._timers.done(timer)
        except Fenced:  # set again meanwhile, for a later try: that row stays
            return
