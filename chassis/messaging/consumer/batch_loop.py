"""The loop of a batch consumer over one membership: fetch, decode, handle, publish, commit; rewind when one fails."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Collection

from chassis.backoff import Backoff
from chassis.errors import Unavailable
from chassis.messaging.canary import CanaryHop, CanaryPassage
from chassis.messaging.consumer.backlog import Backlog, Slice
from chassis.messaging.consumer.commits import Commits
from chassis.messaging.consumer.consumer_log import ConsumerLog
from chassis.messaging.consumer.dead_letter_limit import DeadLetterLimit
from chassis.messaging.consumer.delayed_partitions import DelayedPartitions
from chassis.messaging.consumer.handler_runner import BatchOutcome, HandlerRunner
from chassis.messaging.consumer.outcome_publisher import OutcomePublisher
from chassis.messaging.consumer.pauses import idle
from chassis.messaging.consumer.progress_monitor import ProgressMonitor
from chassis.messaging.consumer.settings import ConsumerSettings
from chassis.messaging.consumer.yielding import Yielding
from chassis.messaging.decoding import Decoded, Decoder
from chassis.messaging.failures import Retry
from chassis.messaging.headers import code
from chassis.messaging.log import GroupReader, NotOwner
from chassis.messaging.metrics import ConsumerMetrics
from chassis.messaging.ports import Handler, Partition, Publisher
from chassis.messaging.tracing import batch_span
from contracts.event import Event
from contracts.registry import EventClasses

POLL_SECONDS = 0.5


class BatchLoop:
    """Runs batches; owns the lock that revocation waits for.

    Between the handler's call and the commit the lock is held, so partitions are given away only with nothing half
    done. When that takes longer than the bound, the partitions go all the same and `_tenure` tells the batch, when it
    comes back, that its results are no longer ours to publish or commit.
    """

    def __init__(
        self,
        publisher: Publisher,
        handler: Handler,
        settings: ConsumerSettings,
        *,
        group: str,
        service: str,
        metrics: ConsumerMetrics,
        monitor: ProgressMonitor,
        retry_topics: Collection[str],
        classes: EventClasses,
        types: Collection[type[Event]] | None,
        canary: CanaryHop | None,
        yielding: Yielding | None,
    ) -> None:
        self._settings = settings
        self._group = group
        self._metrics, self._monitor, self._yielding = metrics, monitor, yielding
        self._log = ConsumerLog(group, settings.slow_seconds)
        self._generation = 0
        self._decoder = Decoder(classes, types, unknown=settings.unknown_types, retry_topics=retry_topics)
        self._runner = HandlerRunner(handler, settings)
        limit = DeadLetterLimit(settings.dead_limit, settings.dead_window_seconds)
        self._outcomes = OutcomePublisher(
            publisher, limit, metrics, group=group, service=service, max_attempts=settings.max_attempts
        )
        self._canaries = CanaryPassage(publisher, canary)
        self._delayed, self._backlog, self._commits = DelayedPartitions(retry_topics), Backlog(), Commits(group)
        self._backoff = Backoff(settings.backoff_seconds, settings.backoff_limit_seconds)
        self._lock = asyncio.Lock()
        self._tenure = 0
        self._next_at = 0.0
        self._pause: float | None = None
        self.waiting_for: str | None = None
        self.handling = False
        self.stopping = False
        self.joined = asyncio.Event()

    async def revoked(self, partitions: frozenset[Partition]) -> None:
        """Wait for the batch under way, up to the bound, then forget all that was read."""
        if not partitions:
            return
        try:
            async with asyncio.timeout(self._settings.revoke_wait_seconds), self._lock:
                self._forget()
        except TimeoutError:
            self._forget()
            self._log.revoked(partitions, in_time=False)
        else:
            self._log.revoked(partitions, in_time=True)

    async def run(self, reader: GroupReader, well: Callable[[], None]) -> None:
        """Handle batches until told to stop; `well` is called whenever one was handled.

        Raises:
            LogError: Reading failed.
            DeadLetterLimitReached: Too many dead letters in a row.
        """
        self._forget()
        self._generation = 0
        while not self.stopping:
            self._delayed.release(reader)
            if not self._backlog.records:
                await self._fetch(reader)
            if reader.generation != self._generation:
                self._generation = reader.generation
                self._log.assigned(reader.assignment())
                self.joined.set()
            if self._yielding is not None and self._backlog.records:
                await self._yielding.turn()
            async with self._lock:
                self.handling = True
                try:
                    handled = await self._next(reader) or await self._commit_waiting(reader)
                finally:
                    self.handling = False
            if handled:
                well()
            if self._pause is not None:
                pause, self._pause = self._pause, None
                await idle(reader, pause, delayed=lambda: self._delayed.paused, ended=lambda: self.stopping)

    def busy(self, reader: GroupReader) -> bool:
        """Whether records are being handled, in hand or known to be unread; what waits for the interval may wait."""
        if self.handling or self._backlog.records:
            return True
        return time.monotonic() >= self._next_at and self._monitor.unread(reader) > 0

    def _forget(self) -> None:
        """Drop everything that belongs to the partitions we had."""
        self._tenure += 1
        self.waiting_for = None  # what was to come again may be another member's now
        self._backlog.clear()
        self._delayed.clear()
        self._outcomes.forget()
        self._commits.forget()
        self._monitor.restart()

    async def _fetch(self, reader: GroupReader) -> None:
        """Read until a batch is full or the first record has waited long enough.

        What comes before the next batch may begin is left with the client: read then, it is one fetch and not many.
        """
        await asyncio.sleep(self._next_at - time.monotonic())
        settings = self._settings
        wait = self._delayed.seconds_to_next(POLL_SECONDS)
        until = None
        while wait >= 0 and self._backlog.records < settings.max_records:
            fetched = await reader.poll(settings.max_records - self._backlog.records, wait)
            for partition, raws in fetched.items():
                self._backlog.add(partition, self._delayed.due(reader, partition, raws))
            if not self._backlog.records:
                return
            if until is None:
                until = time.monotonic() + settings.max_wait_seconds
            wait = until - time.monotonic()

    async def _next(self, reader: GroupReader) -> bool:
        """Handle the next batch; False when there is none or it has to come again."""
        batch = self._backlog.take(self._settings.max_records, self._settings.max_bytes)
        if not batch:
            return False
        records = sum(len(raws) for _, raws in batch)
        full = records >= self._settings.max_records
        self._next_at = 0.0 if full else time.monotonic() + self._settings.interval_seconds
        started = time.perf_counter()
        tenure = self._tenure
        try:
            done = await self._work(reader, batch, tenure)
        except (Retry, Unavailable) as failure:
            self._rewind(reader, batch, tenure, failure if isinstance(failure, Retry) else Retry.of(failure))
            return False
        took = time.perf_counter() - started
        if not full:
            self._next_at = max(self._next_at, time.monotonic() + min(took, self._settings.interval_seconds))
        self._metrics.seconds.observe(took)
        self._metrics.batch_records.observe(records)
        self._log.took(took, records)
        (self._metrics.done if done else self._metrics.lost).inc()
        self._backoff.reset()
        self.waiting_for = None
        return done

    async def _work(self, reader: GroupReader, batch: list[Slice], tenure: int) -> bool:
        """Handle, publish and commit a batch; False when its partitions were lost meanwhile."""
        decoded = Decoded()
        for partition, raws in batch:
            self._decoder.decode(partition, raws, decoded)
        self._outcomes.set_poison_aside(decoded)
        outcome = BatchOutcome()
        if decoded.deliveries:
            with batch_span(self._group, decoded.deliveries):
                outcome = await self._runner.run(decoded.deliveries)
                if tenure != self._tenure:
                    return self._lost(batch)
                await self._outcomes.publish(batch, decoded, outcome)
        elif decoded.failed:
            await self._outcomes.publish(batch, decoded, outcome)
        if tenure != self._tenure:
            return self._lost(batch)
        await self._canaries.take(decoded.canaries)
        return await self._commit(reader, batch, decoded)

    async def _commit(self, reader: GroupReader, batch: list[Slice], decoded: Decoded) -> bool:
        offsets = {partition: raws[-1].offset + 1 for partition, raws in batch}
        try:
            await self._commits.commit(reader, offsets)
        except NotOwner:
            self._forget()
            return self._lost(batch)
        self._outcomes.committed(offsets)
        self._metrics.handled.inc(len(decoded.deliveries))
        self._metrics.brands.note(delivery.event.brand for delivery in decoded.deliveries)
        self._metrics.skipped.inc(decoded.skipped)
        self._monitor.progress(offsets, sum(len(raws) for _, raws in batch))
        return True

    async def _commit_waiting(self, reader: GroupReader) -> bool:
        try:
            await self._commits.commit_waiting(reader)
        except NotOwner:
            self._forget()
        return False

    def _lost(self, batch: list[Slice]) -> bool:
        self._metrics.dropped.inc(sum(len(raws) for _, raws in batch))
        return False

    def _rewind(self, reader: GroupReader, batch: list[Slice], tenure: int, retry: Retry) -> None:
        """Seek back to the first record of every partition held, and ask for a pause."""
        self._metrics.failed.inc()
        if tenure != self._tenure:
            self._lost(batch)
            return
        reason = code(retry.reason)
        self._metrics.retry(reason)
        self.waiting_for = reason
        firsts = self._backlog.firsts()
        for partition, raws in reversed(batch):
            firsts[partition] = raws[0].offset
        self._backlog.clear()
        self._delayed.forget(firsts)
        for partition, offset in firsts.items():
            reader.seek(partition, offset)
        self._pause = self._backoff.next(retry.after_seconds)
        self._log.comes_again(reason, sum(len(raws) for _, raws in batch), self._pause)
