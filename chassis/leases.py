"""Leases: one process at a time may do a thing, and each new holder gets a higher epoch than all before."""

from __future__ import annotations

from datetime import timedelta

from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from chassis.clock import Clock
from chassis.mongo import Mongo, reachable


class Leases:
    """Named leases of one service. The epoch is the fencing token: a write under an older one must be refused."""

    def __init__(self, mongo: Mongo, owner: str, clock: Clock) -> None:
        """`owner` names this process and must differ from every other, such as host, process id and a random part."""
        self._leases = mongo.work_collection("leases")
        self._owner = owner
        self._clock = clock

    async def acquire(self, name: str, seconds: float) -> int | None:
        """Take or renew a lease; returns its epoch, or None while another process holds it."""
        now = self._clock.now()
        until = now + timedelta(seconds=seconds)
        with reachable():
            renewed = await self._leases.find_one_and_update(
                {"_id": name, "owner": self._owner, "until": {"$gt": now}}, {"$set": {"until": until}}
            )
            if renewed is not None:
                return int(renewed["epoch"])
            try:
                taken = await self._leases.find_one_and_update(
                    {"_id": name, "until": {"$lte": now}},
                    {"$set": {"owner": self._owner, "until": until}, "$inc": {"epoch": 1}},
                    upsert=True,
                    return_document=ReturnDocument.AFTER,
                )
            except DuplicateKeyError:  # the upsert met the living lease of another
                return None
        return int(taken["epoch"])

    async def release(self, name: str) -> None:
        """Release a lease early, so that another process need not wait for its end."""
        with reachable():
            await self._leases.update_one(
                {"_id": name, "owner": self._owner}, {"$set": {"until": self._clock.now(), "owner": ""}}
            )
