"""Figures of a brand that outlive a process."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from contracts.event import Event


@dataclass(frozen=True, slots=True)
class Republication:
    """How far what others copy was published once more in a `form`; 0: never.

    `after` is the last employee of the pages that were; `revision` counts the pages, so that each is written once.
    """

    form: int = 0
    after: str | None = None
    finished: bool = False
    revision: int = 0


class BrandFigures(Protocol):
    """Figures of a brand that outlive a process."""

    async def mean_handle_seconds(self, brand: str) -> float | None:
        """The running mean of how long a task is held, None before the first."""

    async def handled(self, brand: str, seconds: Sequence[float]) -> None:
        """Take handled tasks into the mean."""

    async def turn_to_report(self, brand: str, now: datetime, before: datetime) -> bool:
        """Take the turn to report the staffing, if nobody has since `before`; one of several processes gets it."""
        ...

    async def republication(self, brand: str) -> Republication:
        """How far the brand was published once more."""
        ...

    async def republish(self, brand: str, after: Republication, events: Sequence[Event]) -> None:
        """Emit a page and store how far it came, or nothing.

        Raises:
            VersionConflict: Another process was faster: the stored one is not at the revision before.
        """

    async def emit(self, event: Event) -> None:
        """Emit an event that goes with no other write."""
