"""Durable timers: a due time is a row, claimed in batches under a lease, finished in the transaction of its effect."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from prometheus_client import Gauge, Histogram
from pymongo import UpdateOne

from chassis.clock import Clock
from chassis.errors import Fenced
from chassis.mongo import Index, Mongo, Session, after_commit, reachable

INDEXES = {"timers": (Index("due", [("due_at", 1), ("leased_until", 1)]),)}
FREE = datetime.fromisoformat("1970-01-01T00:00:00+00:00")  # "leased until" of a timer nobody holds

LATE = Histogram("muster_timer_late_seconds", "How long after its due time a timer was taken up.", ["kind"])
OVERDUE = Gauge(
    "muster_timer_overdue_seconds",
    "By the kinds of a runner: how long its oldest due timer waits or is in hand, as of the last look; 0 without one.",
    ["kinds"],
)


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
        self._oldest: dict[str, datetime | None] = {}

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
            seen = await self._rows.find(free, {"due_at": 1}).sort("due_at", 1).limit(limit).to_list(limit)
            self._show_oldest(kinds, seen[0]["due_at"] if seen else None)
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

    def _show_oldest(self, kinds: Sequence[str], due_at: datetime | None) -> None:
        """Let the gauge follow the oldest due timer of a runner: it grows for as long as nobody looks again."""
        label = " ".join(sorted(kinds))
        if label not in self._oldest:
            OVERDUE.labels(label).set_function(lambda: self._overdue_seconds(label))
        self._oldest[label] = due_at

    def _overdue_seconds(self, label: str) -> float:
        due_at = self._oldest[label]
        return 0.0 if due_at is None else max(0.0, (self._clock.now() - due_at).total_seconds())

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
