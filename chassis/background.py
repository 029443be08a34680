"""One loop that runs beside everything else, from its start until it is stopped."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Coroutine
from typing import Any


class BackgroundTask:
    """Runs a coroutine as a task of its own; it may be started again once it was stopped."""

    def __init__(self, run: Callable[[], Coroutine[Any, Any, None]], name: str) -> None:
        """`name` is the task's, for a person who looks at what a process does."""
        self._run = run
        self._name = name
        self._task: asyncio.Task[None] | None = None

    @property
    def runs(self) -> bool:
        """Whether it was started and has not ended, by itself or otherwise."""
        return self._task is not None and not self._task.done()

    def start(self) -> None:
        """Begin."""
        self._task = asyncio.create_task(self._run(), name=self._name)

    async def stop(self) -> bool:
        """Cancel it and wait for its end; False where it was never started. Raises what it ended with."""
        if self._task is None:
            return False
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task
        return True
