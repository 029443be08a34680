"""Reads a whole compacted topic into the process, then follows it; every process has all of it, without a group."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import aclosing

import structlog

from chassis.background import BackgroundTask
from chassis.backoff import Backoff
from chassis.messaging.decoding import Decoded, Decoder
from chassis.messaging.failures import Retry
from chassis.messaging.log import EventLog, Fetched, Scanner
from chassis.messaging.ports import Partition
from chassis.messaging.scanning import Scan
from contracts.event import Event
from contracts.registry import EventClasses

log = structlog.get_logger(__name__)

MAX_RECORDS = 1000


class CompactedReader:
    """Reads one compacted topic from its beginning and follows it.

    Args:
        event_log: Where to read.
        topic: The compacted topic.
        classes: The event classes this build knows, by type; others are skipped.
        on_events: Awaited with the events of each fetch in order; after a restart of the process all come again, so
            the highest version of a subject wins. When it fails the same events come again.
    """

    def __init__(
        self,
        event_log: EventLog,
        topic: str,
        classes: EventClasses,
        on_events: Callable[[Sequence[Event]], Awaitable[None]],
    ) -> None:
        self._topic = topic
        self._on_events = on_events
        self._decoder = Decoder(classes)
        self._scan = Scan(event_log, [topic], self._begin, MAX_RECORDS)
        self._goal: dict[Partition, int] = {}
        self._caught_up = asyncio.Event()
        self._task = BackgroundTask(self._run, f"compacted {topic}")
        self._failing: str | None = None

    @property
    def live(self) -> bool:
        """Whether it runs."""
        return self._task.runs

    @property
    def ready(self) -> bool:
        """Whether it has read all there was at the start; a log that is unavailable later takes nothing back."""
        return self.live and self._caught_up.is_set()

    @property
    def problem(self) -> str | None:
        """The reason why it is not up to date."""
        if self._failing is not None:
            return f"reader of {self._topic}: {self._failing}"
        if self._scan.problem is not None:
            return f"reader of {self._topic}: {self._scan.problem}"
        return None if self._caught_up.is_set() else f"reader of {self._topic} has not caught up"

    async def start(self) -> None:
        """Begin in the background."""
        self._task.start()

    async def stop(self) -> None:
        """End."""
        await self._task.stop()

    async def caught_up(self, timeout_seconds: float = 30.0) -> None:
        """Wait until everything that was there at the start has been handled.

        Raises:
            TimeoutError: It took too long.
        """
        async with asyncio.timeout(timeout_seconds):
            await self._caught_up.wait()

    async def _begin(self, scanner: Scanner) -> dict[Partition, int]:
        self._goal = await scanner.ends()
        beginnings = await scanner.beginnings()
        if all(beginnings.get(partition, 0) >= end for partition, end in self._goal.items()):
            self._caught_up.set()  # there is nothing to read: no fetch has to end for that to be known
        return beginnings

    async def _run(self) -> None:
        async with aclosing(self._scan.fetches()) as fetches:
            async for fetched in fetches:
                await self._handle(fetched)
                if not self._caught_up.is_set() and self._reached(fetched):
                    self._caught_up.set()

    async def _handle(self, fetched: Fetched) -> None:
        """Pass the events of a fetch to the callback until it succeeds."""
        decoded = Decoded()
        for partition, raws in fetched.items():
            self._decoder.decode(partition, raws, decoded)
        if decoded.failed:
            log.warning("records_unreadable", topic=self._topic, records=len(decoded.failed))
        events = [delivery.event for delivery in decoded.deliveries]
        backoff = Backoff(0.1, 5.0)
        while events:
            try:
                await self._on_events(events)
                break
            except Exception as error:  # noqa: BLE001 - the reader must outlive what its owner meets
                self._failing = error.reason if isinstance(error, Retry) else type(error).__name__
                log.warning("events_not_taken", topic=self._topic, error=self._failing)
                await asyncio.sleep(backoff.next())
        self._failing = None

    def _reached(self, fetched: Fetched) -> bool:
        """Whether the newest record of the start was handled; positions know of gaps, records only of themselves."""
        at = dict(self._scan.positions)
        at.update({partition: raws[-1].offset + 1 for partition, raws in fetched.items() if raws})
        return all(at.get(partition, 0) >= end for partition, end in self._goal.items())
