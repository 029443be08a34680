"""The ledger: what came in by hour, and what became of it, the dead letters with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from services.inbox.application.ports import DeadLetterCounts


@dataclass(frozen=True, slots=True)
class Hour:
    """One hour of the ledger: records that came in, and what became of them."""

    received: int = 0
    stored: int = 0
    duplicate: int = 0
    conflict: int = 0
    unreadable: int = 0
    dead_lettered: int = 0


class LedgerRows(Protocol):
    """The stored side of the ledger."""

    async def hours(self, brand: str, since: datetime, until: datetime) -> Mapping[datetime, Hour]:
        """The counts of consumers, by hour, from `since` and before `until`."""


class LedgerQuery:
    """Joins what consumers counted with the dead letters of the log."""

    def __init__(self, rows: LedgerRows, dead: DeadLetterCounts) -> None:
        """`dead` counts dead letters."""
        self._rows = rows
        self._dead = dead

    async def hours(self, brand: str, since: datetime, until: datetime) -> Mapping[datetime, Hour]:
        """The ledger by hour, the earliest first."""
        hours = dict(await self._rows.hours(brand, since, until))
        for at, (letters, waiting) in (await self._dead.by_hour(brand)).items():
            if since <= at < until:
                hour = hours.get(at, Hour())
                hours[at] = replace(hour, received=hour.received + letters, dead_lettered=waiting)
        return dict(sorted(hours.items()))
