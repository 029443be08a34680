"""Retries a use case when another writer changed what it read before it could write."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from chassis.backoff import Backoff
from chassis.errors import VersionConflict

TRIES = 5  # two writers of one document meet once or twice; more is a crowd, which the caller has to spread
FIRST_PAUSE_SECONDS = 0.005  # what the other writer wrote can be read when a majority has it, a moment after it won
PAUSE_LIMIT_SECONDS = 0.1

T = TypeVar("T")


async def on_conflict(work: Callable[[], Awaitable[T]], *, tries: int = TRIES) -> T:
    """Return the result of `work`; when it meets a newer version, run it again on what was written since.

    Between two attempts lies a short pause that grows, with jitter, so that writers who met once do not meet again.

    `work` reads, decides and writes; it is called anew each time and must reuse nothing of the call before.

    Args:
        work: The whole of one attempt.
        tries: How often it is called at most.

    Raises:
        VersionConflict: The last attempt met a newer version too.
    """
    backoff = Backoff(FIRST_PAUSE_SECONDS, PAUSE_LIMIT_SECONDS)
    for _ in range(tries - 1):
        try:
            return await work()
        except VersionConflict:
            await asyncio.sleep(backoff.next())
    return await work()
