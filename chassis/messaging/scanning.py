"""Runs a reader without a group: connects, and resumes where it was after the log was unavailable."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Collection
from contextlib import aclosing

from chassis.backoff import Backoff
from chassis.messaging.log import EventLog, Fetched, LogError, Scanner
from chassis.messaging.ports import Partition

POLL_SECONDS = 0.5
FAILURES = 5  # polls that fail in a row before the connection is made anew

Begin = Callable[[Scanner], Awaitable[dict[Partition, int]]]


class Scan:
    """Endless fetches of all partitions of some topics.

    Args:
        event_log: Where to read.
        topics: What to read.
        begin: Awaited with the started scanner of the first connection; returns the offsets to begin at.
        max_records: Per fetch.
    """

    def __init__(self, event_log: EventLog, topics: Collection[str], begin: Begin, max_records: int) -> None:
        self._log = event_log
        self._topics = topics
        self._begin = begin
        self._max_records = max_records
        self.positions: dict[Partition, int] = {}
        self.problem: str | None = "not connected yet"

    async def fetches(self) -> AsyncGenerator[Fetched, None]:
        """Return what comes, and an empty fetch when nothing did for half a second, also after a failure of the log."""
        backoff = Backoff(0.1, 5.0)
        while True:
            scanner = self._log.scanner(self._topics)
            try:
                await scanner.start()
                if not self.positions:
                    self.positions = await self._begin(scanner)
                scanner.seek(self.positions)
                async with aclosing(self._read(scanner, backoff)) as reading:
                    async for fetched in reading:
                        yield fetched
            except LogError as error:
                self.problem = str(error)
            finally:
                await scanner.stop()
            await asyncio.sleep(backoff.next())

    async def _read(self, scanner: Scanner, backoff: Backoff) -> AsyncGenerator[Fetched, None]:
        failures = 0
        while True:
            try:
                fetched = await scanner.poll(self._max_records, POLL_SECONDS)
            except LogError as error:
                failures += 1
                self.problem = str(error)
                if failures >= FAILURES:
                    raise
                await asyncio.sleep(backoff.next())
                continue
            failures, self.problem = 0, None
            backoff.reset()
            yield fetched
            for partition in self.positions:
                self.positions[partition] = scanner.position(partition)
