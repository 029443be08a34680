"""Signs of life of employees, and since when they are listened for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from services.routing.application.changes import BrandAnd


class Signs(Protocol):
    """The last sign of life of each employee, exact to `SIGN_SECONDS`."""

    async def record(self, signs: Mapping[BrandAnd, datetime]) -> dict[BrandAnd, datetime]:
        """Store signs and return what is stored; one not `SIGN_SECONDS` younger than the stored one writes nothing."""
        ...

    async def last(self, brand: str, employees: Sequence[str]) -> dict[str, datetime]:
        """The last stored sign of each; who never gave one is left out."""
        ...

    async def listening_since(self, brand: str, now: datetime, gap: timedelta) -> datetime:
        """Since when this was asked for the brand without a pause longer than `gap`."""
        ...
