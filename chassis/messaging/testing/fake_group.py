"""A consumer group in memory: eager rebalances, commits by owners only, pauses that an assignment ends."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable, Mapping

from chassis.messaging.log import Fetched, LogError, NotOwner, Revoked
from chassis.messaging.ports import Partition
from chassis.messaging.testing.fake_broker import FakeBroker


class FakeGroup:
    """The members of a group, and what they committed."""

    def __init__(self, broker: FakeBroker) -> None:
        self.committed: dict[Partition, int] = {}
        self.members: list[FakeGroupReader] = []
        self.settled = asyncio.Event()
        self._broker = broker
        self._lock = asyncio.Lock()

    async def rebalance(self) -> None:
        """Take all partitions from all members, when they let go, and share them out again."""
        async with self._lock:
            self.settled.clear()
            members = list(self.members)
            await asyncio.gather(*(each.revoke() for each in members))
            members = list(self.members)
            shares: dict[FakeGroupReader, set[Partition]] = {each: set() for each in members}
            topics = {topic for each in members for topic in each.topics}
            for turn, partition in enumerate(self._broker.partitions(topics)):
                readers = [each for each in members if partition.topic in each.topics]
                shares[readers[turn % len(readers)]].add(partition)
            for member, share in shares.items():
                member.assign(share)
            self.settled.set()
        self._broker.changed()


class FakeGroupReader:
    """See `log.GroupReader`."""

    def __init__(self, broker: FakeBroker, group: FakeGroup, topics: Collection[str]) -> None:
        self.topics = frozenset(topics)
        self._broker = broker
        self._group = group
        self._owned: set[Partition] = set()
        self._positions: dict[Partition, int] = {}
        self._paused: set[Partition] = set()
        self._generation = 0
        self._revoked: Revoked | None = None

    @property
    def generation(self) -> int:
        """Counts the assignments."""
        return self._generation

    async def start(self, revoked: Revoked) -> None:
        """Join in the background."""
        self._broker.reach()
        self._revoked = revoked
        self._group.members.append(self)
        self._broker.in_background(self._group.rebalance())

    async def stop(self) -> None:
        """Leave; the others share what is left."""
        if self in self._group.members:
            self._group.members.remove(self)
            self._broker.in_background(self._group.rebalance())

    async def revoke(self) -> None:
        """Have the consumer let go of its partitions."""
        if self._revoked is not None and self._owned:
            await self._revoked(frozenset(self._owned))

    def assign(self, partitions: set[Partition]) -> None:
        """Own these from now on, from where the group stands."""
        self._owned = set(partitions)
        self._positions = {each: self._group.committed.get(each, 0) for each in partitions}
        self._paused.clear()
        self._generation += 1

    async def poll(self, max_records: int, timeout_seconds: float) -> Fetched:
        """Take what is there, or wait for something to come."""
        deadline = asyncio.get_running_loop().time() + timeout_seconds
        while True:
            await self._group.settled.wait()
            self._broker.reach()
            fetched = self._take(max_records)
            left = deadline - asyncio.get_running_loop().time()
            if fetched or left <= 0:
                return fetched
            await self._broker.change(left)

    def assignment(self) -> frozenset[Partition]:
        """Return the partitions owned now."""
        return frozenset(self._owned)

    async def commit(self, offsets: Mapping[Partition, int]) -> None:
        """Store offsets of owned partitions."""
        if self not in self._group.members or not offsets.keys() <= self._owned:
            raise NotOwner("partitions_lost")
        self._broker.reach()
        if self._broker.commits_to_fail > 0:
            self._broker.commits_to_fail -= 1
            raise LogError("cannot_commit")
        self._group.committed.update(offsets)

    def seek(self, partition: Partition, offset: int) -> None:
        """Read from here next."""
        if partition in self._owned:
            self._positions[partition] = offset

    def pause(self, partitions: Iterable[Partition]) -> None:
        """Return nothing of these."""
        self._paused.update(self._owned.intersection(partitions))

    def resume(self, partitions: Iterable[Partition]) -> None:
        """Return records of these again."""
        self._paused.difference_update(partitions)
        self._broker.changed()

    def end(self, partition: Partition) -> int | None:
        """Return the offset after the newest record."""
        return len(self._broker.records(partition)) if partition in self._owned else None

    def position(self, partition: Partition) -> int | None:
        """Return the next offset to take."""
        return self._positions.get(partition)

    def _take(self, max_records: int) -> Fetched:
        return self._broker.take(self._positions, self._owned - self._paused, max_records)
