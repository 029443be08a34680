"""How far the migrations of a service are, as its database says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pymongo.read_concern import ReadConcern

from chassis.mongo import STEPS, Document, Migration, Mongo, Phase, reachable

State = Literal["pending", "running", "done", "newer"]
"""`running` also of a step that was interrupted; `newer` of one that this build does not know."""


@dataclass(frozen=True, slots=True)
class StepState:
    """How far a step is: documents `changed` of about `of`, and when it was begun, gone on with and done (UTC)."""

    number: int
    sentence: str
    phase: Phase
    state: State
    changed: int = 0
    of: int = 0
    since: datetime | None = None
    resumed_at: datetime | None = None
    resumed_from: int = 0
    done_at: datetime | None = None

    def rate(self, now: datetime) -> float | None:
        """Documents a second since it was gone on with; None where that cannot be said yet."""
        if self.state != "running" or self.resumed_at is None or self.changed <= self.resumed_from:
            return None
        seconds = (now - self.resumed_at).total_seconds()
        return (self.changed - self.resumed_from) / seconds if seconds > 0 else None

    def seconds_left(self, now: datetime) -> float | None:
        """How long it takes from now on at this rate; None where that cannot be said."""
        rate = self.rate(now)
        return max(0, self.of - self.changed) / rate if rate else None


async def step_states(mongo: Mongo, known: Sequence[Migration]) -> list[StepState]:
    """Every step that this build knows or that was begun by any, by number."""
    with reachable():
        stored = {each["_id"]: each async for each in mongo.work_collection(STEPS).find({})}
    states = [state_of(each, stored.get(each.number)) for each in known]
    numbers = {each.number for each in known}
    newer = [
        StepState(number, each["sentence"], each["phase"], "newer")
        for number, each in stored.items()
        if number not in numbers
    ]
    return sorted(states + newer, key=lambda state: state.number)


def state_of(migration: Migration, stored: Document | None) -> StepState:
    """The state of a known step, by its document where it was begun."""
    if stored is None:
        return StepState(migration.number, migration.sentence, migration.phase, "pending")
    return StepState(
        migration.number,
        migration.sentence,
        migration.phase,
        "running" if stored["done_at"] is None else "done",
        stored["changed"],
        stored["of"],
        stored["since"],
        stored["resumed_at"],
        stored["resumed_from"],
        stored["done_at"],
    )


async def is_fresh(mongo: Mongo) -> bool:
    """Whether the service has no documents yet, of any shape."""
    steps = mongo.work_collection(STEPS)
    with reachable():
        names = await steps.database.list_collection_names()
        for name in sorted(set(names) - {STEPS, "leases"}):
            if await mongo.work_collection(name).find_one({}, {"_id": 1}) is not None:
                return False
    return True


async def seems_fresh(mongo: Mongo) -> bool:
    """Whether the server counts no documents of the service: to be told, not to decide by.

    No document is read for it. The counts may be wrong for a while after the server was killed.
    """
    steps = mongo.work_collection(STEPS)
    counting: list[Document] = [{"$collStats": {"count": {}}}]
    with reachable():
        names = await steps.database.list_collection_names()
        for name in sorted(set(names) - {STEPS, "leases"}):
            collection = mongo.work_collection(name).with_options(read_concern=ReadConcern("local"))
            if any([each["count"] async for each in collection.aggregate(counting)]):
                return False
    return True
