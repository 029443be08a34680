"""Ends every stream when the process is asked to end; a server waits for open answers otherwise."""

from __future__ import annotations

from chassis.background import BackgroundTask
from chassis.process import shutting_down
from gateway.application.feed import Feed


class StreamsEnd:
    """Waits for the end of the process in the background."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._task = BackgroundTask(self._run, "gateway-streams-end", has_an_end=True)

    async def start(self) -> None:
        """Begin to wait."""
        self._task.start()

    async def stop(self) -> None:
        """Stop waiting."""
        await self._task.stop()

    async def _run(self) -> None:
        await shutting_down().wait()
        self._feed.end_all("shutting_down")
