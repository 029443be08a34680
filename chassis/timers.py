"""Durable timers: a due time is a row, claimed in batches under a lease, finished in the transaction of its effect."""

from __future__ import annotations

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import structlog
from prometheus_client import Histogram
from pymongo import UpdateOne

from chassis import crash_points
from chassis.clock import Clock
from chassis.errors import Fenced, Unavailable
from chassis.mongo import Index, Mongo, Session, after_commit, reachable

log = structlog.get_logger()

INDEXES = {"timers": (Index("due", [("due_at", 1), ("leased_until", 1)]),)}
FREE = datetime.fromisoformat("1970-01-01T00:00:00+00:00")  # "leased until" of a timer nobody holds

LATE = Histogram("muster_timer_late_seconds", "How long after its due time a timer was taken up.", ["kind"])


@dataclass(frozen=True, slots=True)
class NewTimer:
    """A timer to set. The same key set again moves it. `payload` is small and holds no customer text."""

    key: str
    brand: str
    kind: str
    due_at: datetime
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DueTimer:
    """A timer that is due and leased to this process under `epoch`."""

    key: str
    brand: str
    kind: str
    due_at: datetime
    payload: Mapping[str, Any]
    epoch: int


class Timers:
    """The rows of one service's timers."""

    def __init__(self, mongo: Mongo, clock: Clock) -> None:
        """Use the `timers` collection of this service's database."""
        self._rows = mongo.work_collection("timers")
        self._clock = clock
        self._told: list[Callable[[Sequence[NewTimer]], None]] = []

    async def schedule(self, timers: Sequence[NewTimer], session: Session | None = None) -> None:
        """Set timers in one bulk. Setting one again moves it and takes it from the process that has claimed it."""
        if not timers:
            return
        writes = [
            UpdateOne(
                {"_id": timer.key},
                {
                    "$set": {
                        "brand": timer.brand,
                        "kind": timer.kind,
                        "due_at": timer.due_at,
                        "payload": dict(timer.payload),
                        "leased_until": FREE,
                    },
                    "$inc": {"epoch": 1},
                },
                upsert=True,
            )
            for timer in timers
        ]
        with reachable():
            await self._rows.bulk_write(writes, ordered=False, session=session)
        after_commit(session, lambda: self._tell(timers))

    async def cancel(self, keys: Sequence[str], session: Session | None = None) -> None:
        """Delete timers; keys without one are fine."""
        if keys:
            with reachable():
                await self._rows.delete_many({"_id": {"$in": list(keys)}}, session=session)

    async def claim(self, kinds: Sequence[str], limit: int, lease_seconds: float) -> list[DueTimer]:
        """Lease up to `limit` due timers, the most overdue first; a dead process's are due again after its lease."""
        now = self._clock.now()
        mark = uuid4().hex
        free = {"due_at": {"$lte": now}, "leased_until": {"$lte": now}, "kind": {"$in": list(kinds)}}
        with reachable():
            seen = await self._rows.find(free, {"_id": 1}).sort("due_at", 1).limit(limit).to_list(limit)
            if not seen:
                return []
            ids = [row["_id"] for row in seen]
            await self._rows.update_many(
                {"_id": {"$in": ids}, **free},
                {"$set": {"leased_until": now + timedelta(seconds=lease_seconds), "mark": mark}, "$inc": {"epoch": 1}},
            )
            taken = await self._rows.find({"_id": {"$in": ids}, "mark": mark}).sort("due_at", 1).to_list(limit)
        for row in taken:
            LATE.labels(row["kind"]).observe((now - row["due_at"]).total_seconds())
        return [
            DueTimer(row["_id"], row["brand"], row["kind"], row["due_at"], row["payload"], row["epoch"])
            for row in taken
        ]

    async def next_due(self, kinds: Sequence[str], within_seconds: float) -> datetime | None:
        """When the next timer that is not due yet will be; None when none will within this time."""
        now = self._clock.now()
        coming = {"due_at": {"$gt": now, "$lte": now + timedelta(seconds=within_seconds)}, "kind": {"$in": list(kinds)}}
        with reachable():
            row = await self._rows.find_one(coming, {"due_at": 1}, sort=[("due_at", 1)])
        return None if row is None else row["due_at"]

    def on_set(self, told: Callable[[Sequence[NewTimer]], None]) -> None:
        """Have `told` called with the timers that this process sets, once they are stored."""
        self._told.append(told)

    def _tell(self, timers: Sequence[NewTimer]) -> None:
        for told in self._told:
            told(timers)

    def now(self) -> datetime:
        """The time by which timers are due."""
        return self._clock.now()

    async def done(self, timer: DueTimer, session: Session | None = None) -> None:
        """Finish a timer in the transaction of its effect; raises Fenced when it was moved or taken over."""
        await self.done_many([timer], session)

    async def done_many(self, timers: Sequence[DueTimer], session: Session | None = None) -> None:
        """Finish timers; raises Fenced when one of them was moved or taken over."""
        if not timers:
            return
        fenced_rows = [{"_id": timer.key, "epoch": timer.epoch} for timer in timers]
        with reachable():
            deletion = await self._rows.delete_many({"$or": fenced_rows}, session=session)
        if deletion.deleted_count != len(timers):
            raise Fenced("a timer was moved or taken over while it ran")


TimerHandler = Callable[[Sequence[DueTimer]], Awaitable[None]]


class TimerRunner:
    """Claims due timers and passes them to the handler of their kind, a batch at a time.

    A handler finishes each timer, by `Timers.done` in the transaction of its effect or by setting the same key again.
    When it raises, the batch is due again after the lease.
    """

    def __init__(
        self,
        timers: Timers,
        handlers: Mapping[str, TimerHandler],
        *,
        batch: int = 200,
        lease_seconds: float = 30.0,
        poll_seconds: float = 0.2,
    ) -> None:
        """`poll_seconds` bounds how late a timer is taken up that another process set to be due at once."""
        self._timers = timers
        self._handlers = handlers
        self._batch = batch
        self._lease_seconds = lease_seconds
        self._poll_seconds = poll_seconds
        self._task: asyncio.Task[None] | None = None
        self._looks_at = timers.now()
        self._sooner = asyncio.Event()

    async def start(self) -> None:
        """Begin in the background."""
        self._timers.on_set(self._set)
        self._task = asyncio.create_task(self._run(), name="timers")

    async def stop(self) -> None:
        """Stop; a timer in hand is due again after its lease."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _run(self) -> None:
        while True:
            self._looks_at = self._timers.now() + timedelta(seconds=self._poll_seconds)
            self._sooner.clear()
            try:
                if await self.turn() < self._batch:
                    await self._wait()
            except Unavailable as error:
                log.warning("timers_wait", dependency=error.what)
                await asyncio.sleep(error.retry_after)

    def _set(self, timers: Sequence[NewTimer]) -> None:
        """Look at once when a timer was set that is due before the next look."""
        if any(timer.due_at < self._looks_at for timer in timers if timer.kind in self._handlers):
            self._sooner.set()

    async def _wait(self) -> None:
        """Wait until the next timer is due."""
        due = await self._timers.next_due(list(self._handlers), self._poll_seconds)
        if due is not None:
            self._looks_at = min(due, self._looks_at)
        left = (self._looks_at - self._timers.now()).total_seconds()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._sooner.wait(), max(0.0, left))

    async def turn(self) -> int:
        """Claim one batch and handle it; returns how many were due."""
        due = await self._timers.claim(list(self._handlers), self._batch, self._lease_seconds)
        if due:
            crash_points.reach("timers.due_not_handled")
        by_kind: dict[str, list[DueTimer]] = defaultdict(list)
        for timer in due:
            by_kind[timer.kind].append(timer)
        for kind, timers in by_kind.items():
            try:
                await self._handlers[kind](timers)
            except Fenced:
                log.info("timer_fenced", kind=kind)
            except Unavailable:
                raise
            except Exception as failure:  # a bug in one kind must not hold up the others; the rows come again
                log.error("timer_failed", kind=kind, error=type(failure).__name__, count=len(timers))
        return len(due)
