"""Figures of a brand that outlive a process: the mean handling time, and when the staffing was last reported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from chassis.errors import VersionConflict
from chassis.mongo import Mongo, Session
from chassis.outbox import Outbox
from contracts.event import Event
from services.routing.application.ports.figures import Republication
from services.routing.domain.staffing import running_mean

ID = "staffing"
PUBLISHED = "published_once_more"


class MongoFigures:
    """Small documents of each brand."""

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

    async def republication(self, brand: str) -> Republication:
        """How far the brand was published once more; see Republication."""
        document = await self._figures.get(brand, PUBLISHED)
        if document is None:
            return Republication()
        return Republication(document["form"], document["after"], document["finished"], document["revision"])

    async def republish(self, brand: str, after: Republication, events: Sequence[Event]) -> None:
        """Emit a page and store how far it came, in one transaction.

        Raises:
            VersionConflict: The stored one is not at the revision before.
        """
        if after.revision == 1:
            write = self._figures.insert(brand, PUBLISHED, asdict(after))
        else:
            where = {"revision": after.revision - 1}
            write = self._figures.update(brand, PUBLISHED, {"$set": asdict(after)}, where=where)

        async def work(session: Session) -> None:
            done = await self._figures.write([write], session=session)
            if done.duplicates or done.inserted + done.matched != 1:
                raise VersionConflict
            await self._outbox.add(events, session)

        await self._mongo.transaction(work)

    async def emit(self, event: Event) -> None:
        """Emit an event that goes with no other write."""

        async def work(session: Session) -> None:
            await self._outbox.add([event], session)

        await self._mongo.transaction(work)
