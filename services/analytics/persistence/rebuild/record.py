"""The record of a rebuild, beside the generations of its brand: where it stands, so that another run goes on there."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from chassis.mongo import Document, Mongo, Session, Write, after_commit
from services.analytics.application.ports import Partition
from services.analytics.domain.generations import Generations
from services.analytics.persistence.generations import COLLECTION, ID, generations_of

Step = Literal["seeding", "counting", "removing"]


class RebuildTakenOver(Exception):
    """Another run has moved on with this rebuild, or has ended it."""


@dataclass(frozen=True, slots=True)
class Rebuild:
    """A rebuild under way. `cut` is the start of the first window that is counted anew.

    `positions` are the next offsets to count, `read` the records read so far, `moves` the writes of this record since
    it counts: two runs never write the same one.
    """

    generation: int
    cut: datetime
    step: Step
    positions: Mapping[Partition, int]
    moves: int = 0
    read: int = 0
    switched_at: datetime | None = None


class RebuildRecord:
    """Reads and changes the record of one brand."""

    def __init__(self, mongo: Mongo, brand: str) -> None:
        self._collection = mongo.brand_collection(COLLECTION)
        self._brand = brand

    async def read(self, session: Session | None = None) -> tuple[Generations, Rebuild | None]:
        """The generations in use, and the rebuild under way, if there is one."""
        document = await self._collection.get(self._brand, ID, session=session)
        return generations_of(document), _rebuild_of((document or {}).get("rebuild"))

    async def begin(self, cut: datetime, positions: Mapping[Partition, int]) -> Rebuild:
        """Begin a rebuild under a number that none had before, in place of one that is not switched to."""
        document = await self._collection.get(self._brand, ID) or {}
        rebuild = Rebuild(document.get("last", 0) + 1, cut, "seeding", positions)
        update = {"$set": {"last": rebuild.generation, "rebuild": _document(rebuild)}}
        where = {"last": document.get("last"), "rebuild.switched_at": None}
        await self._must(self._collection.update(self._brand, ID, update, where=where, upsert=True))
        return rebuild

    async def count_from_here(self, rebuild: Rebuild) -> Rebuild:
        """What was before the cut is copied: counting begins."""
        where = {"rebuild.generation": rebuild.generation, "rebuild.step": "seeding"}
        await self._must(self._collection.update(self._brand, ID, {"$set": {"rebuild.step": "counting"}}, where=where))
        return replace(rebuild, step="counting")

    async def move(self, before: Rebuild, after: Rebuild, session: Session) -> None:
        """Write where counting stands, in the transaction of what was counted."""
        update = {"$set": {"rebuild": _document(after)}}
        await self._must(self._collection.update(self._brand, ID, update, where=_stands(before)), session)

    async def switch(self, rebuild: Rebuild, generations: Generations, now: datetime, session: Session) -> None:
        """Bring the rebuild into use; what it replaces is removed later."""
        switched = replace(rebuild, step="removing", switched_at=now)
        begins = [[at, number] for at, number in generations.switched(rebuild.cut, rebuild.generation).begins]
        update = {"$set": {"begins": begins, "rebuild": _document(switched)}}
        await self._must(self._collection.update(self._brand, ID, update, where=_stands(rebuild)), session)

    async def end(self, rebuild: Rebuild) -> None:
        """Forget the rebuild; one that was ended elsewhere stays ended."""
        where = {"rebuild.generation": rebuild.generation}
        await self._collection.write(
            [self._collection.update(self._brand, ID, {"$unset": {"rebuild": 1}}, where=where)]
        )

    async def _must(self, write: Write, session: Session | None = None) -> None:
        done = await self._collection.write([write], session=session)
        if done.duplicates or not done.matched + done.upserted:
            raise RebuildTakenOver


class RebuildPositions:
    """The positions of a rebuild as its ledger moves them: by its record, in the transaction of each batch."""

    def __init__(self, record: RebuildRecord, rebuild: Rebuild) -> None:
        self._record = record
        self.rebuild = rebuild
        self.reading = 0
        """How many records were read for the batch that is written next."""

    async def load(self, partitions: Collection[Partition]) -> dict[Partition, int]:
        """Where it stands; nobody else moves it."""
        known = self.rebuild.positions
        return {partition: known[partition] for partition in partitions if partition in known}

    async def advance(self, moves: Mapping[Partition, tuple[int | None, int]], session: Session) -> None:
        """Move on.

        Raises:
            RebuildTakenOver: Another run was first.
        """
        positions = dict(self.rebuild.positions) | {each: after for each, (_, after) in moves.items()}
        read, moved = self.rebuild.read + self.reading, self.rebuild.moves + 1
        after = replace(self.rebuild, positions=positions, read=read, moves=moved)
        await self._record.move(self.rebuild, after, session)
        after_commit(session, lambda: setattr(self, "rebuild", after))


def _stands(rebuild: Rebuild) -> Document:
    return {"rebuild.generation": rebuild.generation, "rebuild.step": "counting", "rebuild.moves": rebuild.moves}


def _document(rebuild: Rebuild) -> Document:
    return {
        "generation": rebuild.generation,
        "cut": rebuild.cut,
        "step": rebuild.step,
        "positions": [[topic, number, next_] for (topic, number), next_ in sorted(rebuild.positions.items())],
        "moves": rebuild.moves,
        "read": rebuild.read,
        "switched_at": rebuild.switched_at,
    }


def _rebuild_of(document: Mapping[str, Any] | None) -> Rebuild | None:
    if document is None:
        return None
    positions = {(topic, number): next_ for topic, number, next_ in document["positions"]}
    return Rebuild(**{**document, "positions": positions})
