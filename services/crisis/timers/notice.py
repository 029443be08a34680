"""The timers of notices: each takes its next step, many side by side, so that a slow mail server holds up no chat."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from chassis.timers import DueTimer
from services.crisis.application.notice_sending import NoticeSender

AT_ONCE = 64  # notices of one process under way; each waits for the outside most of its time


class OnNoticeDue:
    """Timer handler: the next step of a notice is taken."""

    def __init__(self, sender: NoticeSender) -> None:
        self._sender = sender

    async def __call__(self, due: Sequence[DueTimer]) -> None:
        """Take each; what fails one is raised after the others."""
        places = asyncio.Semaphore(AT_ONCE)

        async def step(timer: DueTimer) -> None:
            async with places:
                await self._sender.take_step(timer)

        outcomes = await asyncio.gather(*map(step, due), return_exceptions=True)
        for outcome in outcomes:
            if outcome is not None:
                raise outcome
