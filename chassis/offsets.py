"""Offsets a consumer has counted up to, stored with the numbers in one transaction, so that each record counts once."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Mapping

from pymongo import InsertOne, UpdateOne
from pymongo.errors import BulkWriteError

from chassis.errors import Fenced
from chassis.mongo import DUPLICATE_KEY, Document, Mongo, Session, after_commit, reachable

TopicPartition = tuple[str, int]


class Offsets:
    """The next offset to count per topic and partition, for one consumer group.

    A partition has one reader at a time, so what this process has moved last is kept and not read again. When another
    one has moved it since, the next move is fenced and all is read anew.

    With `fenced`, a fence stands in every document too: whoever puts up the next one (`put_up`) makes every move fail
    that was read before, whichever partition it is of, at no further read or write of an ordinary move.
    """

    def __init__(self, mongo: Mongo, group: str, *, fenced: bool = False) -> None:
        """Store the offsets of `group`."""
        self._offsets = mongo.work_collection("offsets")
        self._group = group
        self._fenced = fenced
        self._fence_id = f"{group}/fence"
        self._fence: int | None = None
        self._fence_known = False
        self._known: dict[TopicPartition, int] = {}

    def _id(self, partition: TopicPartition) -> str:
        return f"{self._group}/{partition[0]}/{partition[1]}"

    async def load(self, partitions: Iterable[TopicPartition]) -> dict[TopicPartition, int]:
        """The next offset of each partition that was counted before.

        Raises:
            Fenced: The group is held.
        """
        wanted = set(partitions)
        ids = {self._id(partition): partition for partition in wanted - self._known.keys()}
        if ids:
            with reachable():
                documents = await self._offsets.find({"_id": {"$in": [*ids, self._fence_id]}}).to_list(None)
            if not self._fence_known:  # never a newer one beside what was read under an older one
                fence = next((each for each in documents if each["_id"] == self._fence_id), {})
                if fence.get("held_until", 0.0) > time.time():
                    raise Fenced("the group is held")
                self._fence, self._fence_known = fence.get("fence"), True
            self._known.update(
                {ids[each["_id"]]: int(each["next"]) for each in documents if each["_id"] != self._fence_id}
            )
        return {partition: self._known[partition] for partition in wanted & self._known.keys()}

    async def standing(self, session: Session) -> dict[TopicPartition, int]:
        """The next offset of every partition of the group, as of the session's moment."""
        with reachable():
            documents = await self._offsets.find(self._all(), session=session).to_list(None)
        places = {}
        for document in documents:
            topic, _, number = document["_id"].removeprefix(f"{self._group}/").rpartition("/")
            if "next" in document:
                places[topic, int(number)] = int(document["next"])
        return places

    async def put_up(self, session: Session, *, hold_seconds: float = 0.0) -> None:
        """Put up the next fence: moves that were read before it fail from then on.

        With `hold_seconds` nothing is moved for that long, or until the next fence; whoever holds may die meanwhile.
        """
        with reachable():
            document = await self._offsets.find_one({"_id": self._fence_id}, session=session) or {}
            fence = (document.get("fence") or 0) + 1
            held = {"fence": fence, "held_until": time.time() + hold_seconds}
            await self._offsets.update_many(self._all(), {"$set": {"fence": fence}}, session=session)
            await self._offsets.update_one({"_id": self._fence_id}, {"$set": held}, upsert=True, session=session)

    def _all(self) -> Document:
        return {"_id": {"$regex": f"^{re.escape(self._group)}/"}}

    async def advance(self, moves: Mapping[TopicPartition, tuple[int | None, int]], session: Session) -> None:
        """Move each partition from the expected next offset (None: never counted) to the new one.

        Raises:
            Fenced: Another process moved it first, or put up a fence; the transaction must be dropped.
        """
        if not moves and not self._fenced:
            return
        try:
            await self._write(moves, session)
        except Fenced:
            self._known.clear()
            self._fence_known = False
            raise
        after_commit(session, lambda: self._known.update({partition: next_ for partition, (_, next_) in moves.items()}))

    async def _write(self, moves: Mapping[TopicPartition, tuple[int | None, int]], session: Session) -> None:
        writes = [self._move(partition, *move) for partition, move in moves.items()]
        if self._fenced and all(expected is None for expected, _ in moves.values()):
            # Nothing that a new fence changes is written yet: the fence itself is, so that the two meet.
            held = {"$inc": {"held": 1}}
            writes.append(UpdateOne({"_id": self._fence_id, "fence": self._fence}, held, upsert=True))
        with reachable():
            try:
                done = await self._offsets.bulk_write(writes, session=session)
            except BulkWriteError as error:
                if any(each["code"] == DUPLICATE_KEY for each in error.details["writeErrors"]):
                    raise Fenced("a partition was counted by another process") from error
                raise
        if done.inserted_count + done.matched_count + done.upserted_count < len(writes):
            raise Fenced("a partition was counted by another process")

    def _move(self, partition: TopicPartition, expected: int | None, after: int) -> InsertOne[Document] | UpdateOne:
        fence = {"fence": self._fence} if self._fenced else {}
        if expected is None:
            return InsertOne({"_id": self._id(partition), "next": after, **fence})
        return UpdateOne({"_id": self._id(partition), "next": expected, **fence}, {"$set": {"next": after}})
