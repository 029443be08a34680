"""The transactional outbox: events written with the state they belong to, and the relay that publishes them after."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
import time
from collections.abc import Sequence
from typing import Any, Protocol

import structlog

from chassis.errors import Unavailable
from chassis.leases import Leases
from chassis.mongo import Mongo, Session, reachable
from contracts.event import Event
from contracts.registry import EVENT_CLASSES

log = structlog.get_logger()

LEASE = "outbox"
LEASE_SECONDS = 10.0
BATCH = 500
STUCK_SECONDS = 1.0  # between tries of a row that cannot be read or published
IDLE_SECONDS = 0.25  # how late another process's row may be seen; the own rows wake the relay at once
_COUNT = itertools.count()


class EventPublisher(Protocol):
    """Puts events into the log and returns after the acknowledgement."""

    async def publish(self, events: Sequence[Event]) -> None:
        """Publish in order; raises Unavailable when the log does not acknowledge in time."""
        ...


def _row_id() -> str:
    """Order of rows: the clock, then a count within this process, then the process."""
    return f"{time.time_ns():020d}-{next(_COUNT) % 10**8:08d}-{os.getpid()}"


class Outbox:
    """Rows of events that wait for the relay. A row is written in the transaction of its state, or not at all."""

    def __init__(self, mongo: Mongo) -> None:
        """Use the `outbox` collection of this service's database."""
        self._rows = mongo.work_collection("outbox")
        self._woken = asyncio.Event()

    async def add(self, events: Sequence[Event], session: Session) -> None:
        """Write the events inside the caller's transaction, in order."""
        if not events:
            return
        rows = [{"_id": _row_id(), "type": event.type, "body": event.to_bytes()} for event in events]
        with reachable():
            await self._rows.insert_many(rows, session=session)
        self._woken.set()

    async def waiting(self, limit: int) -> list[dict[str, Any]]:
        """The oldest rows."""
        with reachable():
            return await self._rows.find().sort("_id", 1).limit(limit).to_list(limit)

    async def forget(self, ids: Sequence[str]) -> None:
        """Delete rows that were acknowledged by the log."""
        with reachable():
            await self._rows.delete_many({"_id": {"$in": list(ids)}})

    def wake(self) -> None:
        """Wake the relay: rows may wait."""
        self._woken.set()

    async def wait_for_wake(self, seconds: float) -> None:
        """Wait until `wake` is called, at most some seconds."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._woken.wait(), seconds)
        self._woken.clear()


class Relay:
    """Publishes the rows in their order from one process at a time, and deletes them after the acknowledgement.

    A crash between the two publishes a row twice with the same event id, which every reader allows for.
    """

    def __init__(self, outbox: Outbox, publisher: EventPublisher, leases: Leases) -> None:
        """Read from `outbox`, write to `publisher`, alone while the lease is held."""
        self._outbox = outbox
        self._publisher = publisher
        self._leases = leases
        self._task: asyncio.Task[None] | None = None

    def wake(self) -> None:
        """Look for rows now."""
        self._outbox.wake()

    async def start(self) -> None:
        """Begin to relay in the background."""
        self._task = asyncio.create_task(self._run(), name="outbox-relay")

    async def stop(self) -> None:
        """Stop after the batch at hand and release the lease."""
        if self._task is None:
            return
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task
        with contextlib.suppress(Unavailable):
            await self._leases.release(LEASE)

    async def _run(self) -> None:
        while True:
            try:
                busy = await self.turn()
            except Unavailable as error:
                log.warning("outbox_waits", dependency=error.what)
                busy = False
                await asyncio.sleep(error.retry_after)
            except Exception as failure:
                log.error("outbox_stuck", error=type(failure).__name__)  # the type only: its text may quote a customer
                busy = False
                await asyncio.sleep(STUCK_SECONDS)
            if not busy:
                await self._outbox.wait_for_wake(IDLE_SECONDS)

    async def turn(self) -> bool:
        """Relay one batch; True when there may be more."""
        rows = await self._outbox.waiting(BATCH)
        if not rows or await self._leases.acquire(LEASE, LEASE_SECONDS) is None:
            return False
        await self._publisher.publish([_event(row) for row in rows])
        await self._outbox.forget([row["_id"] for row in rows])
        return len(rows) == BATCH


def _event(row: dict[str, Any]) -> Event:
    event_class = EVENT_CLASSES.get(row["type"])
    if event_class is None:
        raise RuntimeError(f"the outbox holds a {row['type']} that this build does not know: roll forward")
    return event_class.model_validate_json(row["body"])
