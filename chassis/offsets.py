"""Offsets a consumer has counted up to, stored with the numbers in one transaction, so that each record counts once."""

from __future__ import annotations

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
    """

    def __init__(self, mongo: Mongo, group: str) -> None:
        """Store the offsets of `group`."""
        self._offsets = mongo.work_collection("offsets")
        self._group = group
        self._known: dict[TopicPartition, int] = {}

    def _id(self, partition: TopicPartition) -> str:
        return f"{self._group}/{partition[0]}/{partition[1]}"

    async def load(self, partitions: Iterable[TopicPartition]) -> dict[TopicPartition, int]:
        """The next offset of each partition that was counted before."""
        wanted = set(partitions)
        ids = {self._id(partition): partition for partition in wanted - self._known.keys()}
        if ids:
            with reachable():
                documents = await self._offsets.find({"_id": {"$in": list(ids)}}).to_list(None)
            self._known.update({ids[document["_id"]]: int(document["next"]) for document in documents})
        return {partition: self._known[partition] for partition in wanted & self._known.keys()}

    async def advance(self, moves: Mapping[TopicPartition, tuple[int | None, int]], session: Session) -> None:
        """Move each partition from the expected next offset (None: never counted) to the new one.

        Raises:
            Fenced: Another process moved it first; the transaction must be dropped.
        """
        if not moves:
            return
        try:
            await self._write(moves, session)
        except Fenced:
            self._known.clear()
            raise
        after_commit(session, lambda: self._known.update({partition: next_ for partition, (_, next_) in moves.items()}))

    async def _write(self, moves: Mapping[TopicPartition, tuple[int | None, int]], session: Session) -> None:
        writes: list[InsertOne[Document] | UpdateOne] = [
            InsertOne({"_id": self._id(partition), "next": after})
            if expected is None
            else UpdateOne({"_id": self._id(partition), "next": expected}, {"$set": {"next": after}})
            for partition, (expected, after) in moves.items()
        ]
        with reachable():
            try:
                done = await self._offsets.bulk_write(writes, session=session)
            except BulkWriteError as error:
                if any(each["code"] == DUPLICATE_KEY for each in error.details["writeErrors"]):
                    raise Fenced("a partition was counted by another process") from error
                raise
        if done.inserted_count + done.matched_count < len(moves):
            raise Fenced("a partition was counted by another process")
