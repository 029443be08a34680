"""Durable timers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from chassis.timers import DueTimer, NewTimer


class Schedule(Protocol):
    """Durable timers."""

    async def schedule(self, timers: Sequence[NewTimer]) -> None:
        """Set timers; setting one again moves it."""

    async def bring_forward(self, keys: Sequence[str], due_at: datetime) -> None:
        """Move timers that are due later to `due_at`; keys without one are fine."""

    async def done_many(self, timers: Sequence[DueTimer]) -> None:
        """Finish timers; raises Fenced when one was moved or taken over."""
