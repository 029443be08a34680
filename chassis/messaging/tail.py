"""Follows topics without a group, from now or from a vector of offsets: what streams to front ends are fed with."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import aclosing, suppress
from types import TracebackType
from typing import Literal, Self

from chassis.messaging.decoding import Decoded, Decoder
from chassis.messaging.log import EventLog, Scanner
from chassis.messaging.ports import Delivery, Partition
from chassis.messaging.scanning import Scan
from contracts.event import Event

MAX_RECORDS = 500
BUFFER = 2000  # deliveries held for a slow taker; reading waits beyond that


class Tail:
    """All records of all partitions of some topics, in order per partition, until stopped.

    Args:
        event_log: Where to read.
        topics: What to follow.
        start: `latest`, or the next offset of each partition as `positions` gave it; partitions that are missing there
            start at their end, offsets that retention has taken at the oldest there is.
        types: The event classes wanted; None means all this build knows.
    """

    def __init__(
        self,
        event_log: EventLog,
        topics: Collection[str],
        start: Literal["latest"] | Mapping[Partition, int] = "latest",
        types: Collection[type[Event]] | None = None,
    ) -> None:
        self._start = {} if start == "latest" else dict(start)
        self._decoder = Decoder(types)
        self._scan = Scan(event_log, topics, self._begin, MAX_RECORDS)
        self._queue: asyncio.Queue[Delivery | None] = asyncio.Queue(BUFFER)
        self._taken: dict[Partition, int] = {}
        self._started = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        """Begin to read; what is published after this returns is seen.

        Raises:
            TimeoutError: The log did not answer within 10 seconds.
        """
        self._task = asyncio.create_task(self._run(), name="tail")
        try:
            async with asyncio.timeout(10):
                await self._started.wait()
        except TimeoutError:
            await self.stop()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Stop."""
        await self.stop()

    async def stop(self) -> None:
        """End the iteration, whoever waits in it, and disconnect."""
        task, self._task = self._task, None
        if task is None:
            return
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        while not self._queue.empty():
            self._queue.get_nowait()
        self._queue.put_nowait(None)

    def positions(self) -> dict[Partition, int]:
        """Give the next offset of each partition after the delivery that was taken last: where to resume."""
        return dict(self._taken)

    def __aiter__(self) -> AsyncIterator[Delivery]:
        """Iterate until `stop`."""
        return self._deliveries()

    async def _deliveries(self) -> AsyncIterator[Delivery]:
        while (delivery := await self._queue.get()) is not None:
            topic, partition, offset = delivery.position
            self._taken[Partition(topic, partition)] = offset + 1
            yield delivery

    async def _begin(self, scanner: Scanner) -> dict[Partition, int]:
        ends = await scanner.ends()
        begin = {partition: min(self._start.get(partition, end), end) for partition, end in ends.items()}
        self._taken.update(begin)
        self._started.set()
        return begin

    async def _run(self) -> None:
        async with aclosing(self._scan.fetches()) as fetches:
            async for fetched in fetches:
                decoded = Decoded()
                for partition, raws in fetched.items():
                    self._decoder.decode(partition, raws, decoded)
                for delivery in decoded.deliveries:
                    await self._queue.put(delivery)
