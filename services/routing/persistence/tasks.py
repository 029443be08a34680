"""Tasks in MongoDB: indexed questions, and the one transaction in which tasks, seats and events change together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from chassis.errors import VersionConflict
from chassis.mongo import Mongo, Session, Write, behind
from chassis.outbox import Outbox
from services.routing.application.changes import TaskChange
from services.routing.application.ports import TaskFilter
from services.routing.domain.task import State, Task
from services.routing.persistence.seats import MongoSeats
from services.routing.persistence.task_documents import changed_fields, from_document, to_document

URGENCY = [("priority", -1), ("due_order", 1), ("queued_at", 1)]
IN_ORDER = [("queued_at", 1), ("_id", 1)]
DUE: tuple[tuple[str, dict[str, Any]], ...] = (
    ("expires_at", {"state": "offered"}),
    ("step_at", {"state": "waiting"}),
    ("invited_until", {}),
)


class MongoTasks:
    """The tasks of all brands; each question names one, and batches name many."""

    def __init__(self, mongo: Mongo, outbox: Outbox, seats: MongoSeats) -> None:
        """`outbox` is of the same database."""
        self._mongo = mongo
        self._outbox = outbox
        self._seats = seats
        self._tasks = mongo.brand_collection("tasks")

    async def get(self, brand: str, conversation: str) -> Task | None:
        """One task, or None."""
        document = await self._tasks.get(brand, conversation)
        return None if document is None else from_document(document)

    async def get_many(self, keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Task]:
        """Tasks by (brand, conversation) in one read."""
        documents = await self._tasks.get_many(keys)
        return {each: from_document(document) for each, document in documents.items()}

    async def pools(self, brand: str, limit: int) -> list[str]:
        """The different sets of requirements among waiting tasks, by skipping through the index."""
        stages: list[Mapping[str, Any]] = [
            {"$match": {"state": "waiting", "prefer": ""}},
            {"$group": {"_id": "$pool"}},
            {"$limit": limit},
        ]
        return [row["_id"] for row in await self._tasks.aggregate(brand, stages)]

    async def waiting_in(self, brand: str, pool: str, limit: int) -> list[Task]:
        """The most urgent tasks of a pool."""
        documents = await self._tasks.find(
            brand, {"state": "waiting", "prefer": "", "pool": pool}, sort=URGENCY, limit=limit
        )
        return [from_document(document) for document in documents]

    async def waiting_for_someone(self, brand: str, limit: int) -> list[Task]:
        """Tasks that wait for the employee who knows the contact."""
        documents = await self._tasks.find(brand, {"state": "waiting", "prefer": {"$gt": ""}}, limit=limit)
        return [from_document(document) for document in documents]

    async def step_due(self, brand: str, now: datetime, limit: int) -> list[Task]:
        """Waiting tasks whose requirements soften now."""
        documents = await self._tasks.find(
            brand, {"state": "waiting", "step_at": {"$lte": now}}, sort=[("step_at", 1)], limit=limit
        )
        return [from_document(document) for document in documents]

    async def placed_otherwise(self, brand: str, state: State, circumstances: str, limit: int) -> list[Task]:
        """Tasks of a state that were placed under other rules or another state of crisis than the present."""
        documents = await self._tasks.find(
            brand, {"state": state, "circumstances": {"$ne": circumstances}}, limit=limit
        )
        return [from_document(document) for document in documents]

    async def offers_over(self, brand: str, now: datetime, limit: int) -> list[Task]:
        """Offered tasks whose employee let the time pass."""
        documents = await self._tasks.find(
            brand, {"state": "offered", "expires_at": {"$lte": now}}, sort=[("expires_at", 1)], limit=limit
        )
        return [from_document(document) for document in documents]

    async def invitations_over(self, brand: str, now: datetime, limit: int) -> list[Task]:
        """Tasks with an invitation that lasts no longer than now."""
        over = {"invited_until": {"$type": "date", "$lte": now}}
        return [from_document(each) for each in await self._tasks.find(brand, over, limit=limit)]

    async def held_by(self, brand: str, employee: str, states: Sequence[str], limit: int = 200) -> list[Task]:
        """The tasks an employee is offered or holds."""
        documents = await self._tasks.find(brand, {"employee": employee, "state": {"$in": list(states)}}, limit=limit)
        return [from_document(document) for document in documents]

    async def page(self, brand: str, filters: TaskFilter, after: tuple[datetime, str] | None, limit: int) -> list[Task]:
        """Tasks by state, queue or employee, oldest first, from behind the last of the page before."""
        filter_: dict[str, Any] = {name: value for name, value in asdict(filters).items() if value is not None}
        if after is not None:
            filter_ |= behind(brand, ("queued_at", 1), 1, after)
        documents = await self._tasks.find(brand, filter_, sort=IN_ORDER, limit=limit)
        return [from_document(document) for document in documents]

    async def count_waiting(self, brand: str, queue: str | None = None) -> int:
        """The number of waiting tasks, counted in the index up to 100,000."""
        filter_ = {"state": "waiting"} if queue is None else {"queue": queue, "state": "waiting"}
        return await self._tasks.count(brand, filter_, limit=100_000)

    async def oldest_waiting(self, brand: str, queue: str | None = None) -> datetime | None:
        """The time since which the oldest waiting task waits."""
        filter_ = {"state": "waiting"} if queue is None else {"queue": queue, "state": "waiting"}
        documents = await self._tasks.find(
            brand, filter_, sort=[("queued_at", 1)], limit=1, projection={"queued_at": 1}
        )
        return documents[0]["queued_at"] if documents else None

    async def next_due(self, brand: str) -> datetime | None:
        """When the first offer or invitation ends, or a waiting task asks for less."""
        found = [await self._first(brand, name, state) for name, state in DUE]
        return min((each for each in found if each is not None), default=None)

    async def _first(self, brand: str, name: str, state: dict[str, Any]) -> datetime | None:
        filter_ = {**state, name: {"$type": "date"}}
        found = await self._tasks.find(brand, filter_, sort=[(name, 1)], limit=1, projection={name: 1})
        return found[0][name] if found else None

    async def commit(self, changes: Sequence[TaskChange]) -> None:
        """Write tasks, seats and events in one transaction: all of it or nothing.

        Raises:
            VersionConflict: A task or seat is not as it was read; read again and decide anew.
        """
        if not changes:
            return
        read = {(c.brand, c.after.conversation): {"rev": c.before.rev} for c in changes if c.before is not None}
        tasks = [self._write(change) for change in changes]
        seats = [write for change in changes for write in self._seats.writes_of(change)]
        moved = sum(change.seats_moved for change in changes)
        events = [event for change in changes for event in change.events]

        async def work(session: Session) -> None:
            await self._tasks.check(read, session)
            done = await self._tasks.write(tasks, session=session)
            if done.duplicates or done.inserted + done.matched != len(tasks):
                raise VersionConflict
            held = await self._seats.write(seats, session)
            if held.duplicates or held.matched + held.upserted + held.deleted != moved:
                raise VersionConflict
            await self._outbox.add(events, session)

        await self._mongo.transaction(work)

    def _write(self, change: TaskChange) -> Write:
        task = change.after
        if change.before is None:
            return self._tasks.insert(change.brand, task.conversation, to_document(replace(task, rev=1)))
        update = {"$set": changed_fields(change.before, replace(task, rev=change.before.rev + 1))}
        return self._tasks.update(change.brand, task.conversation, update)
