"""A reader without a group on the broker of a test."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping

from chassis.messaging.log import Fetched, LogError
from chassis.messaging.ports import Partition
from chassis.messaging.testing.fake_broker import FakeBroker


class FakeScanner:
    """See `log.Scanner`."""

    def __init__(self, broker: FakeBroker, topics: Collection[str]) -> None:
        self._broker = broker
        self._topics = topics
        self._positions: dict[Partition, int] = {}
        self._started = False

    async def start(self) -> None:
        """Stand at the ends."""
        self._broker.reach()
        self._positions = await self.ends()
        self._started = True

    async def stop(self) -> None:
        """End; what is read afterwards fails."""
        self._started = False

    async def beginnings(self) -> dict[Partition, int]:
        """Return the oldest offsets: nothing is ever taken away here."""
        return dict.fromkeys(self._broker.partitions(self._topics), 0)

    async def ends(self) -> dict[Partition, int]:
        """Return the offsets after the newest records."""
        return {each: len(self._broker.records(each)) for each in self._broker.partitions(self._topics)}

    def seek(self, offsets: Mapping[Partition, int]) -> None:
        """Read from these next."""
        self._positions.update(offsets)

    def position(self, partition: Partition) -> int:
        """Return the next offset to read."""
        return self._positions[partition]

    async def poll(self, max_records: int, timeout_seconds: float) -> Fetched:
        """Take what is there, or wait for something to come."""
        deadline = asyncio.get_running_loop().time() + timeout_seconds
        while True:
            if not self._started:
                raise LogError("not_started")
            self._broker.reach()
            fetched = self._broker.take(self._positions, self._positions, max_records)
            left = deadline - asyncio.get_running_loop().time()
            if fetched or left <= 0:
                return fetched
            await self._broker.change(left)
