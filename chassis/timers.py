"""Durable timers: a due time is a row, claimed in batches under a lease, finished in the transaction of its effect.

A due time is one of the brand's clock and stays as it was set. So moving a sandbox's clock touches no row: who claims
asks for the rows of each moved brand by that brand's own time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from pymongo import UpdateOne

from chassis.clock import NOT_MOVED, Clock
from chassis.due_rows import DueRows
from chassis.errors import Fenced
from chassis.lateness import Lateness
from chassis.mongo import Document, Mongo, Session, after_commit, reachable
from chassis.timer_order import Precedence

MOVED_AT_ONCE = 100  # brands asked for in one look: more take turns, so that a look costs the same for any number
FREE = datetime.fromisoformat("1970-01-01T00:00:00+00:00")  # "leased until" of a timer nobody holds


@dataclass(frozen=True, slots=True)
class NewTimer:
    """A timer to set. The same key set again moves it. `due_at` is in the time of the brand.

    `payload` is small and holds no customer text. `precedence` counts where the runner of its kind takes up by it; None
    leaves it as it stands, which is ordinary where nobody set it.
    """

    key: str
    brand: str
    kind: str
    due_at: datetime
    payload: Mapping[str, Any] = field(default_factory=dict)
    precedence: Precedence | None = None


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
        self._due = DueRows(self._rows)
        self._clock = clock
        self._told: list[Callable[[Sequence[NewTimer]], None]] = []
        self._lateness = Lateness(clock)
        self._turn = 0  # of the moved brands, where they are too many for one look

    async def schedule(self, timers: Sequence[NewTimer], session: Session | None = None) -> None:
        """Set timers in one bulk. Setting one again moves it and takes it from the process that has claimed it.

        A row is `movable` unless its brand is known as real: one set before this process hears of the brand is found
        by the brand's time too.
        """
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
                        **({"movable": True} if self._clock.may_move(timer.brand) else {}),
                        **({"precedence": timer.precedence} if timer.precedence is not None else {}),
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

    async def bring_forward(self, keys: Sequence[str], due_at: datetime, session: Session | None = None) -> None:
        """Move timers that are due later to `due_at`, with their payload; keys without one are fine."""
        if keys:
            moved = {"$set": {"due_at": due_at, "leased_until": FREE}, "$inc": {"epoch": 1}}
            later = {"_id": {"$in": list(keys)}, "due_at": {"$gt": due_at}}
            with reachable():
                await self._rows.update_many(later, moved, session=session)

    async def give_precedence(self, keys: Sequence[str], precedence: Precedence) -> None:
        """Change what timers go before and nothing else; those in hand keep their time and their holder."""
        if keys:
            with reachable():
                await self._rows.update_many({"_id": {"$in": list(keys)}}, {"$set": {"precedence": precedence}})

    async def claim(
        self, kinds: Sequence[str], limit: int, lease_seconds: float, *, by_precedence: bool = False
    ) -> list[DueTimer]:
        """Lease up to `limit` due timers, the most overdue first; a dead process's are due again after its lease.

        `by_precedence` takes up by that before the time, so that each precedence gets on (`chassis.timer_order`).
        Those of moved clocks come behind all others and count as late in no metric: moving the clock made them due.
        """
        now = self._clock.now()
        until = now + timedelta(seconds=lease_seconds)
        free = {"leased_until": {"$lte": now}, "kind": {"$in": list(kinds)}}
        due = {**free, "due_at": {"$lte": now}}
        look = self._due.look_in_turn if by_precedence else self._due.look
        seen = await look(due, limit)
        if self._lateness.asks(kinds, now):
            self._lateness.unfinished(kinds, await self._due.look({"due_at": due["due_at"], "kind": free["kind"]}, 1))
        self._lateness.look(kinds, sorted(seen, key=lambda row: row["due_at"]))
        taken = await self._due.take(seen, due, until)
        for row in taken:
            self._lateness.taken(row["kind"], row["due_at"], now)
        if len(taken) < limit and (moved := self._moved(now)):
            due = {**free, "$or": moved}
            taken += await self._due.take(await look(due, limit - len(taken)), due, until)
        return [
            DueTimer(row["_id"], row["brand"], row["kind"], row["due_at"], row["payload"], row["epoch"])
            for row in taken
        ]

    async def renew(self, timers: Sequence[DueTimer], lease_seconds: float) -> None:
        """Lease claimed timers anew; those that were finished, moved or taken over meanwhile are left as they are."""
        held = [{"_id": timer.key, "epoch": timer.epoch} for timer in timers]
        until = {"leased_until": self._clock.now() + timedelta(seconds=lease_seconds)}
        with reachable():
            await self._rows.update_many({"$or": held}, {"$set": until})

    def _moved(self, now: datetime) -> list[Document]:
        """What is due by the clocks of moved brands, a question each; none where no clock was moved."""
        ahead = list(self._clock.ahead.items())
        if len(ahead) > MOVED_AT_ONCE:
            begin = self._turn = (self._turn + MOVED_AT_ONCE) % len(ahead)
            ahead = [*ahead[begin:], *ahead[:begin]][:MOVED_AT_ONCE]
        return [{"movable": True, "brand": brand, "due_at": {"$lte": now + by}} for brand, by in ahead]

    async def next_due(self, kinds: Sequence[str], within_seconds: float) -> datetime | None:
        """When the next timer that is not due yet will be; None when none will within this time.

        Those of moved clocks are left out: they are found by looking again.
        """
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
        """The machine's time."""
        return self._clock.now()

    def machine_due(self, timer: NewTimer) -> datetime:
        """The machine's time at which a timer will be due, as far as its brand's clock is known here."""
        return timer.due_at - self._clock.ahead.get(timer.brand, NOT_MOVED)

    async def done(self, timer: DueTimer, session: Session | None = None) -> None:
        """Finish a timer in the transaction of its effect; raises Fenced as `done_many`."""
        await self.done_many([timer], session)

    async def done_many(self, timers: Sequence[DueTimer], session: Session | None = None) -> None:
        """Finish timers; raises Fenced when one of them was moved or taken over."""
        if not timers:
            return
        held = [{"_id": timer.key, "epoch": timer.epoch} for timer in timers]
        with reachable():
            deletion = await self._rows.delete_many({"$or": held}, session=session)
        if deletion.deleted_count != len(timers):
            raise Fenced("a timer was moved or taken over while it ran")
