"""Figures of a brand that outlive a process: the mean handling time, and when the staffing was last reported."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from chassis.mongo import Mongo, Session
from chassis.outbox import Outbox
from contracts.event import Event
from services.routing.domain.staffing import running_mean

ID = "staffing"


class MongoFigures:
    """One small document per brand."""

    def __init__(self, mongo: Mongo, outbox: Outbox) -> None:
        """Use the `figures` collection; `outbox` is of the same database."""
        self._mongo = mongo
        self._outbox = outbox
        self._figures = mongo.brand_collection("figures")

    async def mean_handle_seconds(self, brand: str) -> float | None:
        """The running mean of how long a task is held, None before the first."""
        document = await self._figures.get(brand, ID)
        return None if document is None else document.get("mean_handle_seconds")

    async def handled(self, brand: str, seconds: Sequence[float]) -> None:
        """Take handled tasks into the mean; two processes at once may lose one, which an estimate can bear."""
        if not seconds:
            return
        mean = running_mean(await self.mean_handle_seconds(brand), seconds)
        update = {"$set": {"mean_handle_seconds": mean}}
        await self._figures.write([self._figures.update(brand, ID, update, upsert=True)])

    async def turn_to_report(self, brand: str, now: datetime, before: datetime) -> bool:
        """Take the turn to report the staffing, if no process has since `before`; one of several processes gets it."""
        fresh = self._figures.update(brand, ID, {"$setOnInsert": {"reported_at": before}}, upsert=True)
        turn = {"$or": [{"reported_at": {"$lte": before}}, {"reported_at": None}]}
        taken = self._figures.update(brand, ID, {"$set": {"reported_at": now}}, where=turn)
        done = await self._figures.write([fresh, taken], ordered=True)
        return done.modified == 1

    async def emit(self, event: Event) -> None:
        """Emit an event that goes with no other write."""

        async def work(session: Session) -> None:
            await self._outbox.add([event], session)

        await self._mongo.transaction(work)
