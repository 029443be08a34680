"""Takes the migrations of one service: in batches, each with its progress in one transaction, by one process at a time.

Whoever takes them holds a lease. Its epoch is written into each step and is the condition of each batch, so that a
process which slept past its lease changes nothing any more. A killed one leaves the last id of its last batch.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime

from pymongo import UpdateOne

from chassis.clock import Clock
from chassis.leases import Leases
from chassis.migration_states import StepState, state_of
from chassis.mongo import STEPS, Document, Migration, Mongo, Session, reachable

LEASE = "migrations"
LEASE_SECONDS = 20.0  # longer than the ten seconds that a transaction tries
RETRY_SECONDS = 0.5  # between looks at a lease that another holds
BATCH = 200  # documents of a transaction: a writer that meets one of them waits some milliseconds


class MigrationsTaken(Exception):  # noqa: N818 - a refusal that is told as it is, not an error
    """Another process takes the migrations of this service, or took them over."""


class Migrator:
    """Takes the steps of one service."""

    def __init__(self, mongo: Mongo, known: Sequence[Migration], clock: Clock, owner: str) -> None:
        """`owner` names this process in the lease and must differ from every other."""
        self._mongo = mongo
        self._known = sorted(known, key=lambda each: each.number)
        self._clock = clock
        self._leases = Leases(mongo, owner, clock)
        self._steps = mongo.work_collection(STEPS)

    async def run(self, *, contract: bool, wait_seconds: float, tell: Callable[[StepState], None]) -> int:
        """Take what is missing, steps of the phase `contract` only where asked for; returns how many were taken.

        Raises:
            MigrationsTaken: Another process holds the lease for longer than `wait_seconds`, or took it over.
            Unavailable: MongoDB does not answer.
        """
        wanted = [each for each in self._known if contract or each.phase == "expand"]
        missing = [each for each in wanted if not await self._is_done(each)]
        if not missing:
            return 0
        epoch = await self._acquire(wait_seconds)
        try:
            for migration in missing:
                await self._take(migration, epoch, tell)
        finally:
            await self._leases.release(LEASE)
        return len(missing)

    async def stamp(self) -> None:
        """Note every step as done, for a service that has no documents of any shape yet."""
        now = self._clock.now()
        for migration in self._known:
            fields = _begun(migration, now, 0) | {"done_at": now, "epoch": 0}
            with reachable():
                await self._steps.update_one({"_id": migration.number}, {"$setOnInsert": fields}, upsert=True)

    async def _acquire(self, wait_seconds: float) -> int:
        tries = int(wait_seconds / RETRY_SECONDS)
        while (epoch := await self._leases.acquire(LEASE, LEASE_SECONDS)) is None:
            if tries <= 0:
                raise MigrationsTaken
            tries -= 1
            await asyncio.sleep(RETRY_SECONDS)
        return epoch

    async def _is_done(self, migration: Migration) -> bool:
        with reachable():
            return await self._steps.find_one({"_id": migration.number, "done_at": {"$ne": None}}) is not None

    async def _take(self, migration: Migration, epoch: int, tell: Callable[[StepState], None]) -> None:
        if await self._is_done(migration):  # by who held the lease before
            return
        await self._begin(migration, epoch)
        while await self._leases.acquire(LEASE, LEASE_SECONDS) == epoch:
            done = await self._mongo.transaction(lambda session: self._batch(migration, epoch, session))
            with reachable():
                tell(state_of(migration, await self._steps.find_one({"_id": migration.number})))
            if done:
                return
        raise MigrationsTaken

    async def _begin(self, migration: Migration, epoch: int) -> None:
        """Write the epoch into the step, so that no older holder goes on with it."""
        now = self._clock.now()
        with reachable():
            left = await self._mongo.work_collection(migration.collection).count_documents(migration.concerned)
            first = _begun(migration, now, left)
            await self._steps.update_one({"_id": migration.number}, {"$setOnInsert": first}, upsert=True)
            changed = await self._steps.update_one(
                {"_id": migration.number, "epoch": {"$lt": epoch}},
                [{"$set": {"epoch": epoch, "resumed_at": now, "resumed_from": "$changed"}}],
            )
        if not changed.matched_count:
            raise MigrationsTaken

    async def _batch(self, migration: Migration, epoch: int, session: Session) -> bool:
        """Change the next documents by their ids and keep the last one; returns whether that was all."""
        mine = {"_id": migration.number, "epoch": epoch, "done_at": None}
        step = await self._steps.find_one(mine, session=session)
        if step is None:
            raise MigrationsTaken
        documents = self._mongo.work_collection(migration.collection)
        after = {"$and": [migration.concerned, {"_id": {"$gt": step["last"]}}]} if step["last"] else migration.concerned
        found = await documents.find(after, session=session).sort("_id", 1).limit(BATCH).to_list(BATCH)
        if not found:
            now = self._clock.now()
            await self._steps.update_one(mine, {"$set": {"done_at": now}}, session=session)
            return True
        updates = await migration.change(self._mongo, found)
        writes = [UpdateOne({"_id": each["_id"]}, update) for each, update in zip(found, updates, strict=True)]
        await documents.bulk_write(writes, ordered=False, session=session)
        progress = {"$set": {"last": found[-1]["_id"]}, "$inc": {"changed": len(found)}}
        await self._steps.update_one(mine, progress, session=session)
        return False


def _begun(migration: Migration, now: datetime, of: int) -> Document:
    return {
        "sentence": migration.sentence,
        "phase": migration.phase,
        "changed": 0,
        "of": of,
        "last": None,
        "epoch": -1,
        "since": now,
        "resumed_at": now,
        "resumed_from": 0,
        "done_at": None,
    }
