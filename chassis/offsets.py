"""How far a consumer has counted, kept with the numbers in one transaction, so that each record counts once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pymongo.errors import DuplicateKeyError

from chassis.errors import Fenced
from chassis.mongo import Mongo, Session, reachable

TopicPartition = tuple[str, int]


class Offsets:
    """The next offset to count per topic and partition, for one consumer group."""

    def __init__(self, mongo: Mongo, group: str) -> None:
        """Keep the offsets of `group`."""
        self._offsets = mongo.work_collection("offsets")
        self._group = group

    def _id(self, partition: TopicPartition) -> str:
        return f"{self._group}/{partition[0]}/{partition[1]}"

    async def load(self, partitions: Iterable[TopicPartition]) -> dict[TopicPartition, int]:
        """The next offset of each partition that was counted before."""
        ids = {self._id(partition): partition for partition in partitions}
        with reachable():
            found = await self._offsets.find({"_id": {"$in": list(ids)}}).to_list(None)
        return {ids[document["_id"]]: int(document["next"]) for document in found}

    async def advance(self, moves: Mapping[TopicPartition, tuple[int | None, int]], session: Session) -> None:
        """Move each partition from the expected next offset (None: never counted) to the new one.

        Raises:
            Fenced: Another process moved it first; the transaction must be dropped.
        """
        with reachable():
            for partition, (expected, after) in moves.items():
                if expected is None:
                    await self._begin(partition, after, session)
                    continue
                done = await self._offsets.update_one(
                    {"_id": self._id(partition), "next": expected}, {"$set": {"next": after}}, session=session
                )
                if done.matched_count == 0:
                    raise Fenced(f"{partition[0]}/{partition[1]} was counted by another process")

    async def _begin(self, partition: TopicPartition, after: int, session: Session) -> None:
        try:
            await self._offsets.insert_one({"_id": self._id(partition), "next": after}, session=session)
        except DuplicateKeyError as taken:
            raise Fenced(f"{partition[0]}/{partition[1]} was counted by another process") from taken
