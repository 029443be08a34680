"""Gives way: a consumer of what is not urgent waits while more urgent records do, and never for long."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

LOOK_SECONDS = 0.01  # so soon it goes on when nothing urgent is left


class Yielding:
    """Holds a batch back while `urgent` says that urgent records wait or are being handled; not beyond the bound.

    Args:
        urgent: Whether there are some.
        longest_seconds: After so long a batch goes all the same.
        clock: Returns seconds that only grow.
    """

    def __init__(
        self,
        urgent: Callable[[], bool],
        longest_seconds: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._urgent = urgent
        self._longest = longest_seconds
        self._clock = clock

    async def turn(self) -> None:
        """Wait for the turn of one batch."""
        until = self._clock() + self._longest
        while self._urgent() and self._clock() < until:  # noqa: ASYNC110 - of records not fetched yet nobody tells
            await asyncio.sleep(LOOK_SECONDS)
