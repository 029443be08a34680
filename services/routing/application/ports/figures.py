"""Figures of a brand that outlive a process."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from contracts.event import Event


class BrandFigures(Protocol):
    """Figures of a brand that outlive a process."""

    async def mean_handle_seconds(self, brand: str) -> float | None:
        """The running mean of how long a task is held, None before the first."""

    async def handled(self, brand: str, seconds: Sequence[float]) -> None:
        """Take handled tasks into the mean."""

    async def turn_to_report(self, brand: str, now: datetime, before: datetime) -> bool:
        """Take the turn to report the staffing, if nobody has since `before`; one of several processes gets it."""
        ...

    async def emit(self, event: Event) -> None:
        """Emit an event that goes with no other write."""
