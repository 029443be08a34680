"""The transactional outbox: events written with the state they belong to, and the relay that publishes them after."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
import time
from collections.abc import Sequence
from typing import Protocol

import structlog
from prometheus_client import Gauge

from chassis.background import BackgroundTask
from chassis.errors import Unavailable
from chassis.leases import Leases
from chassis.messaging.ports import Outgoing
from chassis.messaging.tracing import in_traces, traced
from chassis.mongo import Document, Mongo, Session, after_commit, reachable
from chassis.outbox_rows import OutboxRow, in_rows, in_sends, records_of, stored
from contracts.event import Event

log = structlog.get_logger()

LEASE = "outbox"
LEASE_SECONDS = 10.0
BATCH = 100  # rows read at once
STUCK_SECONDS = 1.0  # between tries of a row that cannot be read or published
IDLE_SECONDS, IDLE_LIMIT_SECONDS = 0.25, 1.0  # how late another process's row may be seen: less while there are some
_COUNT = itertools.count()
NANOSECONDS = 1e-9

OLDEST = Gauge("muster_outbox_oldest_seconds", "Age of the oldest row that waits for the relay, 0 when none does.")


class RecordSender(Protocol):
    """Puts records into the log and returns after the acknowledgement."""

    async def send(self, records: Sequence[Outgoing]) -> None:
        """Send in order; raises Unavailable when the log does not acknowledge in time."""
        ...


def _row_id() -> str:
    """Order of rows: the clock, then a count within this process, then the process."""
    return f"{time.time_ns():020d}-{next(_COUNT) % 10**8:08d}-{os.getpid()}"


def written_at_ns(row_id: str) -> int:
    """When a row was written, in nanoseconds since 1970 UTC, by the clock of its writer."""
    return int(row_id.partition("-")[0])


class Outbox:
    """Rows of events that wait for the relay. A row is written in the transaction of its state, or not at all.

    A row holds all events of its transaction, in order and in the form in which they go into the log.
    """

    def __init__(self, mongo: Mongo) -> None:
        """Use the `outbox` collection of this service's database."""
        self._rows = mongo.work_collection("outbox")
        self._woken = asyncio.Event()

    async def add(self, events: Sequence[Event], session: Session) -> None:
        """Write the events inside the caller's transaction, in order."""
        await self.add_records(in_traces(events), session)

    async def add_records(self, records: Sequence[Outgoing], session: Session) -> None:
        """Write records as they will stand in the log, in order, inside the caller's transaction."""
        if not records:
            return
        rows: list[Document] = [
            {"_id": _row_id(), "records": list(map(stored, part))} for part in in_rows(traced(records))
        ]
        with reachable():
            await self._rows.insert_many(rows, session=session)
        after_commit(session, self._woken.set)

    async def waiting(self, limit: int) -> list[OutboxRow]:
        """The oldest rows."""
        with reachable():
            rows = await self._rows.find().sort("_id", 1).limit(limit).to_list(limit)
        return [OutboxRow(row["_id"], records_of(row)) for row in rows]

    async def forget(self, ids: Sequence[str]) -> None:
        """Delete rows that were acknowledged by the log."""
        with reachable():
            await self._rows.delete_many({"_id": {"$in": list(ids)}})

    async def added(self, seconds: float) -> None:
        """Wait until this process has committed rows, at most some seconds."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):  # `wait_for` may lose a cancellation in Python 3.11
                await self._woken.wait()
        self._woken.clear()


class Relay:
    """Publishes the rows in their order from one process at a time, and deletes them after the acknowledgement.

    A crash between the two publishes a row twice with the same event id, which every reader allows for.
    """

    def __init__(self, outbox: Outbox, sender: RecordSender, leases: Leases) -> None:
        """Read from `outbox`, write to `sender`, alone while the lease is held."""
        self._outbox = outbox
        self._sender = sender
        self._leases = leases
        self._renew_at = 0.0
        self._oldest_ns: int | None = None
        self._task = BackgroundTask(self._run, "outbox-relay")

    async def start(self) -> None:
        """Begin to relay in the background."""
        OLDEST.set_function(self.oldest_seconds)
        self._task.start()

    async def stop(self) -> None:
        """Stop after the batch at hand and release the lease."""
        if await self._task.stop():
            with contextlib.suppress(Unavailable):
                await self._leases.release(LEASE)

    async def _run(self) -> None:
        idle = IDLE_SECONDS
        while True:
            try:
                relayed = await self.turn()
            except Unavailable as error:
                log.warning("outbox_waits", dependency=error.what)
                relayed = 0
                await asyncio.sleep(error.retry_after)
            except Exception as failure:
                log.error("outbox_stuck", error=type(failure).__name__)  # the type only: its text may quote a customer
                relayed = 0
                await asyncio.sleep(STUCK_SECONDS)
            idle = IDLE_SECONDS if relayed else min(2 * idle, IDLE_LIMIT_SECONDS)
            if relayed < BATCH:
                await self._outbox.added(idle)

    async def turn(self) -> int:
        """Relay one batch, some rows in a send; returns how many rows were relayed."""
        relayed = 0
        waiting = await self._outbox.waiting(BATCH)
        self._oldest_ns = written_at_ns(waiting[0].id) if waiting else None
        for rows in in_sends(waiting):
            if not await self._alone():
                break
            await self._sender.send([record for row in rows for record in row.records])
            await self._outbox.forget([row.id for row in rows])
            relayed += len(rows)
        return relayed

    def oldest_seconds(self) -> float:
        """The age as of the last look; it grows for as long as nothing is relayed."""
        return 0.0 if self._oldest_ns is None else max(0.0, (time.time_ns() - self._oldest_ns) * NANOSECONDS)

    async def _alone(self) -> bool:
        """Whether the lease is held; it is renewed when half of it has passed."""
        now = time.monotonic()
        if now >= self._renew_at:
            held = await self._leases.acquire(LEASE, LEASE_SECONDS) is not None
            self._renew_at = now + LEASE_SECONDS / 2 if held else 0.0
            return held
        return True
