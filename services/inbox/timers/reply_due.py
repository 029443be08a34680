"""Queued replies that come due are sent, several side by side."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from chassis.errors import Fenced
from chassis.timers import DueTimer
from services.inbox.application.ports import ReplyTimers, UnitOfWork
from services.inbox.application.reply_sending import ReplySender

AT_ONCE = 16  # sendings side by side; each waits for a platform for up to 20 s and costs one connection


class OnReplyDue:
    """Hands due replies to the sender, and finishes the timers of those that are done with."""

    def __init__(self, unit: UnitOfWork, sender: ReplySender, timers: ReplyTimers) -> None:
        """`timers` holds the rows of the replies."""
        self._unit = unit
        self._sender = sender
        self._timers = timers

    async def __call__(self, due: Sequence[DueTimer]) -> None:
        """Take up a batch; the first failure of one is raised after the others have ended."""
        replies = await self._unit.replies([(timer.brand, timer.payload["reply"]) for timer in due])
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

    async def _finish(self, timer: DueTimer) -> None:
        try:
            await self._timers.done(timer)
        except Fenced:  # set again meanwhile, for a later try: that row stays
            return
