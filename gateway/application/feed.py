"""The live feed: one reader of the log's tail per process, shared by all streams, running while there is one.

Each stream gets a position with every event. A stream that resumes reads the log from its position up to where the
shared reader stands, and takes the rest live, so nothing is left out and nothing comes twice.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from functools import partial

import structlog

from chassis.background import BackgroundTask
from chassis.messaging import EventLog, LogError, Partition, Scanner
from chassis.messaging.headers import text
from gateway.application.log_reading import BRAND, POLL_RECORDS, POLL_SECONDS, offer, read, records_between
from gateway.application.subscription import StreamFrame, Subscription

log = structlog.get_logger()

TOPICS = ("inbox.events", "routing.events", "crisis.events")
RECONNECT_SECONDS = 1.0
NEAR_RECORDS = 500  # a stream this close to the live position is joined to it before it reads the rest


class TooFarBehind(Exception):
    """The position is older than the log keeps, or than one stream may read again."""


@dataclass(slots=True)
class _Live:
    """The shared reader: where it stands in each partition, in the order of positions."""

    scanner: Scanner
    partitions: list[Partition]
    offsets: list[int]
    task: BackgroundTask | None = None


class Feed:
    """Hands the log's newest events to subscriptions."""

    def __init__(self, event_log: EventLog, *, resume_records: int) -> None:
        self._log = event_log
        self._resume_records = resume_records
        self._live: _Live | None = None
        self._users = 0
        self._lock = asyncio.Lock()
        self._subscriptions: dict[str, set[Subscription]] = {}

    @property
    def running(self) -> bool:
        """Whether the shared reader runs."""
        return self._live is not None

    @contextlib.asynccontextmanager
    async def joined(self) -> AsyncIterator[int]:
        """Keep the shared reader running meanwhile; returns how many partitions a position has.

        Raises:
            LogError: The log cannot be reached.
        """
        async with self._lock:
            if self._live is None:
                self._live = await self._begin()
            self._users += 1
            partitions = len(self._live.partitions)
        try:
            yield partitions
        finally:
            async with self._lock:
                self._users -= 1
                if self._users == 0:
                    await self._end()

    def position(self) -> list[int]:
        """Where the shared reader stands."""
        return list(self._require_live().offsets)

    def position_of(self, subscription: Subscription) -> list[int]:
        """Where a stream stands that has had all we gave it."""
        offsets = self.position()
        floor = subscription.floor
        return offsets if floor is None else [max(pair) for pair in zip(offsets, floor, strict=True)]

    def end_all(self, reason: str) -> None:
        """End every stream, telling it why."""
        for subscriptions in self._subscriptions.values():
            for subscription in subscriptions:
                subscription.end(reason)

    def subscribe(self, subscription: Subscription) -> list[int]:
        """Give events from now on to a subscription; returns the position it begins at."""
        self._subscriptions.setdefault(subscription.brand, set()).add(subscription)
        return self.position()

    def unsubscribe(self, subscription: Subscription) -> None:
        """Give it no more."""
        subscriptions = self._subscriptions.get(subscription.brand, set())
        subscriptions.discard(subscription)
        if not subscriptions:
            self._subscriptions.pop(subscription.brand, None)

    async def resume(self, subscription: Subscription, position: Sequence[int]) -> AsyncIterator[StreamFrame]:
        """Return what came after a position, then subscribe; the rest comes through the subscription.

        Raises:
            TooFarBehind: Events were lost to this stream, or would be too many; nothing was given or subscribed.
            LogError: The log cannot be reached.
        """
        live = self._require_live()
        scanner = self._log.scanner(TOPICS)
        try:
            await scanner.start()
            at = dict(zip(live.partitions, position, strict=True))
            await self._check(scanner, at)
            scanner.seek(at)
            while records_between(at, target := self._live_offsets()) > NEAR_RECORDS:
                async for frame in read(scanner, at, target, live.partitions, subscription):
                    yield frame
            subscription.floor = [max(pair) for pair in zip(at.values(), self.position(), strict=True)]
            target = dict(zip(live.partitions, self.subscribe(subscription), strict=True))
            async for frame in read(scanner, at, target, live.partitions, subscription):
                yield frame
        finally:
            await scanner.stop()

    async def _check(self, scanner: Scanner, at: dict[Partition, int]) -> None:
        beginnings, ends = await scanner.beginnings(), await scanner.ends()
        in_log = all(beginnings[each] <= offset <= ends[each] for each, offset in at.items())
        if not in_log or records_between(at, ends) > self._resume_records:
            raise TooFarBehind

    def _require_live(self) -> _Live:
        if self._live is None:
            raise RuntimeError("the feed is read within `joined` only")
        return self._live

    def _live_offsets(self) -> dict[Partition, int]:
        live = self._require_live()
        return dict(zip(live.partitions, live.offsets, strict=True))

    async def _begin(self) -> _Live:
        scanner = self._log.scanner(TOPICS)
        try:
            await scanner.start()
            ends = await scanner.ends()
        except BaseException:
            await scanner.stop()
            raise
        scanner.seek(ends)
        live = _Live(scanner, sorted(ends), [ends[each] for each in sorted(ends)])
        live.task = BackgroundTask(partial(self._run, live), "gateway-feed")
        live.task.start()
        return live

    async def _end(self) -> None:
        live, self._live = self._live, None
        if live is not None and live.task is not None:
            await live.task.stop()
            await live.scanner.stop()

    async def _run(self, live: _Live) -> None:
        """Hand the log's records on; begun again, it finds the reader stopped and reads anew from where it stands."""
        try:
            await self._hand_on(live)
        finally:
            await live.scanner.stop()

    async def _hand_on(self, live: _Live) -> None:
        place = {partition: index for index, partition in enumerate(live.partitions)}
        while True:
            try:
                fetched = await live.scanner.poll(POLL_RECORDS, POLL_SECONDS)
            except LogError:
                await self._reconnect(live)
                continue
            for partition, records in fetched.items():
                for record in records:
                    live.offsets[place[partition]] = record.offset + 1
                    offer(self._subscriptions.get(text(record.headers, BRAND)), place[partition], record, live.offsets)

    async def _reconnect(self, live: _Live) -> None:
        """Begin to read anew from where we stand, as soon as the log is back."""
        log.warning("feed_reconnects")
        await asyncio.sleep(RECONNECT_SECONDS)
        await live.scanner.stop()
        live.scanner = self._log.scanner(TOPICS)
        try:
            await live.scanner.start()
        except LogError:
            return
        live.scanner.seek(dict(zip(live.partitions, live.offsets, strict=True)))
