"""Ends every stream when the process is asked to end; a server waits for open answers otherwise."""

from __future__ import annotations

import asyncio
import contextlib

from chassis.process import shutting_down
from gateway.application.feed import Feed


class StreamsEnd:
    """Waits for the end of the process in the background."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to wait."""
        self._task = asyncio.create_task(self._run(), name="gateway-streams-end")

    async def stop(self) -> None:
        """Stop waiting."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _run(self) -> None:
        await shutting_down().wait()
        self._feed.end_all("shutting_down")
