"""Routing's stores on a real MongoDB, as the rig drives them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from chassis.clock import FixedClock
from chassis.mongo import Mongo
from chassis.outbox import Outbox
from chassis.timers import Timers
from contracts.event import Event
from services.routing.application.ports import Stores
from services.routing.persistence.unit_of_work import mongo_stores
from tests.support.outbox import waiting_events


class MongoBackend:
    """One database; every process over it has stores of its own."""

    def __init__(self, mongo: Mongo) -> None:
        self.mongo = mongo

    def stores(self, clock: FixedClock) -> Stores:
        return mongo_stores(self.mongo, Outbox(self.mongo), Timers(self.mongo, clock), clock)

    async def emitted(self) -> list[Event]:
        return await waiting_events(Outbox(self.mongo))

    async def seats(self, brand: str) -> list[dict[str, Any]]:
        return await self.mongo.brand_collection("seats").find(brand, {}, limit=10_000)

    async def due_at(self, timer: str) -> datetime:
        row = await self.mongo.work_collection("timers").find_one({"_id": timer})
        assert row is not None
        due: datetime = row["due_at"]
        return due
