"""Lanes: work that waits under a key, done by one process at a time; work added meanwhile is never overlooked.

Who adds work wakes its lane. A process claims a lane, works, and lets it rest, which fails when the lane was woken
since it last looked. A lane whose process died is claimed again after its lease.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import uuid4

from pymongo import ReturnDocument, UpdateOne

from chassis.clock import Clock
from chassis.errors import Fenced
from chassis.mongo import Index, Mongo, key, reachable

INDEXES = {"lanes": (Index("awake", [("wake_at", 1), ("leased_until", 1)]),)}
FREE = datetime.fromisoformat("1970-01-01T00:00:00+00:00")  # "leased until" of a lane nobody works on
NEVER = datetime.fromisoformat("9999-01-01T00:00:00+00:00")  # "wake at" of a lane that waits to be woken


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane in the hands of this process: `epoch` fences it, `wakes` is how often it was woken when last looked at."""

    brand: str
    name: str
    epoch: int
    wakes: int
    leased_until: datetime


class Lanes:
    """The lanes of one service's database."""

    def __init__(self, mongo: Mongo, clock: Clock) -> None:
        """Use the `lanes` collection of this service's database."""
        self._rows = mongo.work_collection("lanes")
        self._clock = clock

    async def wake(self, lanes: Collection[tuple[str, str]]) -> None:
        """Have lanes, by brand and name, looked at now; a lane that is not there begins."""
        now = self._clock.now()
        writes = [
            UpdateOne(
                {"_id": key(brand, name)},
                {
                    "$min": {"wake_at": now},
                    "$inc": {"wakes": 1},
                    "$setOnInsert": {"brand": brand, "name": name, "leased_until": FREE, "epoch": 0},
                },
                upsert=True,
            )
            for brand, name in lanes
        ]
        if writes:
            with reachable():
                await self._rows.bulk_write(writes, ordered=False)

    async def claim(self, limit: int, lease_seconds: float) -> list[Lane]:
        """Lease up to `limit` lanes that are awake and free, the longest awake first."""
        now = self._clock.now()
        until, mark = now + timedelta(seconds=lease_seconds), uuid4().hex
        free = {"wake_at": {"$lte": now}, "leased_until": {"$lte": now}}
        with reachable():
            seen = await self._rows.find(free, {"_id": 1}).sort("wake_at", 1).limit(limit).to_list(limit)
            if not seen:
                return []
            ids = {"_id": {"$in": [row["_id"] for row in seen]}}
            taken = {"$set": {"leased_until": until, "mark": mark}, "$inc": {"epoch": 1}}
            await self._rows.update_many({**ids, **free}, taken)
            rows = await self._rows.find({**ids, "mark": mark}).to_list(limit)
        return [Lane(row["brand"], row["name"], row["epoch"], row["wakes"], until) for row in rows]

    async def renew(self, lane: Lane, lease_seconds: float) -> Lane:
        """Keep a lane, before its work is looked at; raises Fenced when another process has it."""
        until = self._clock.now() + timedelta(seconds=lease_seconds)
        with reachable():
            row = await self._rows.find_one_and_update(
                _mine(lane), {"$set": {"leased_until": until}}, return_document=ReturnDocument.AFTER
            )
        if row is None:
            raise Fenced("another process has the lane")
        return replace(lane, wakes=row["wakes"], leased_until=until)

    async def rest(self, lane: Lane, wake_at: datetime | None) -> bool:
        """Let a lane go until a time, or until it is woken; False when it was woken since it was last looked at."""
        change = {"$set": {"wake_at": wake_at or NEVER, "leased_until": FREE}}
        with reachable():
            done = await self._rows.update_one({**_mine(lane), "wakes": lane.wakes}, change)
        return done.matched_count == 1

    async def leave(self, lane: Lane) -> None:
        """Let a lane go with its work undone, so that another process takes it up at once."""
        with reachable():
            await self._rows.update_one(_mine(lane), {"$set": {"leased_until": FREE}})

    async def end(self, lane: Lane) -> bool:
        """Remove a lane that has no work any more; False when it was woken since it was last looked at."""
        with reachable():
            done = await self._rows.delete_one({**_mine(lane), "wakes": lane.wakes})
        return done.deleted_count == 1


def _mine(lane: Lane) -> dict[str, object]:
    return {"_id": key(lane.brand, lane.name), "epoch": lane.epoch}
