"""Coverage: counting the employees of a brand, and the last counts."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from services.routing.domain.coverage import CoverageBy, CoverageCounts


class CoverageStore(Protocol):
    """The counts of all brands."""

    async def last(self, brand: str, by: CoverageBy) -> CoverageCounts | None:
        """The last counts, None before the first."""

    async def count(self, brand: str, by: CoverageBy, now: datetime) -> None:
        """Go through the brand's employees and store the counts; for the background, never for a request."""

    async def turn_to_ask(self, brand: str, now: datetime, before: datetime) -> bool:
        """Take the turn to have it counted, if nobody has since `before`; one of several callers gets it."""
        ...
