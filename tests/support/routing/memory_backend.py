"""Routing's stores in memory, as the rig drives them."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from chassis.clock import FixedClock
from contracts.event import Event
from services.routing.application.ports import Stores
from tests.support.routing.in_memory import Database, memory_stores


class MemoryBackend:
    """One database in memory; every process over it has stores of its own."""

    def __init__(self) -> None:
        self.database = Database()

    def stores(self, clock: FixedClock) -> Stores:
        return memory_stores(self.database, clock)

    async def emitted(self) -> list[Event]:
        return list(self.database.outbox)

    async def seats(self, brand: str) -> list[dict[str, Any]]:
        return [asdict(row) for (owner, _), row in self.database.seats.items() if owner == brand]

    async def due_at(self, timer: str) -> datetime:
        return self.database.timers[timer].due_at
