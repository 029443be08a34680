"""The loop of a batch consumer over one membership: fetch, decode, handle, publish, commit; rewind when one fails."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass

import structlog

from chassis.messaging.backlog import Backlog, Slice
from chassis.messaging.decoding import Decoded, Decoder, Failed
from chassis.messaging.flood import FloodGuard
from chassis.messaging.headers import code
from chassis.messaging.letters import dead_letter, retry_letter
from chassis.messaging.log import GroupReader, LogError, NotOwner
from chassis.messaging.metrics import ConsumerMetrics
from chassis.messaging.parking import Parking, now_ms
from chassis.messaging.pauses import Backoff, idle
from chassis.messaging.ports import Handler, Outgoing, Partition, Position, Publisher, Retry, TooLarge, Unavailable
from chassis.messaging.tracing import links, tracer
from chassis.messaging.trials import Outcome, Trials
from chassis.messaging.watch import Watch
from contracts.event import Event

log = structlog.get_logger(__name__)

OnAssigned = Callable[[frozenset[Partition]], Awaitable[Mapping[Partition, int]]]

POLL_SECONDS = 0.5
TOO_LARGE = "event_too_large"


@dataclass(frozen=True, slots=True)
class ConsumerSettings:
    """Bounds and times of a consumer; the defaults suit a service of many small events."""

    max_records: int = 500
    max_bytes: int = 4_000_000
    max_wait_seconds: float = 0.005
    tries: int = 3
    try_pause_seconds: float = 0.2
    backoff_seconds: float = 0.2
    backoff_limit_seconds: float = 30.0
    max_attempts: int = 5
    dead_limit: int = 50
    dead_window_seconds: float = 60.0
    revoke_wait_seconds: float = 10.0
    stop_wait_seconds: float = 20.0
    stall_seconds: float = 60.0
    session_seconds: float = 10.0
    rebalance_seconds: float = 30.0
    unknown_types: bool = False


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
        watch: Watch,
        retry_topics: Collection[str],
        types: Collection[type[Event]] | None,
        on_assigned: OnAssigned | None,
    ) -> None:
        self._publisher = publisher
        self._settings = settings
        self._group = group
        self._service = service
        self._metrics = metrics
        self._watch = watch
        self._on_assigned = on_assigned
        self._decoder = Decoder(types, unknown=settings.unknown_types, retry_topics=retry_topics)
        self._trials = Trials(
            handler, tries=settings.tries, pause_seconds=settings.try_pause_seconds, dead_limit=settings.dead_limit
        )
        self._guard = FloodGuard(settings.dead_limit, settings.dead_window_seconds)
        self._parking = Parking(retry_topics)
        self._backoff = Backoff(settings.backoff_seconds, settings.backoff_limit_seconds)
        self._backlog = Backlog()
        self._poison: dict[Position, str] = {}
        self._uncommitted: dict[Partition, int] = {}  # handled, and the log did not take the word of it
        self._lock = asyncio.Lock()
        self._tenure = 0
        self._generation = 0
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
            log.warning("batch_outlived_its_partitions", group=self._group)

    async def run(self, reader: GroupReader, well: Callable[[], None]) -> None:
        """Handle batches until told to stop; `well` is called whenever one was handled.

        Raises:
            LogError: Reading failed.
            Flood: Too many dead letters in a row.
        """
        self._forget()
        self._generation = 0
        while not self.stopping:
            self._parking.release(reader)
            if not self._backlog.records:
                await self._fetch(reader)
            if reader.generation != self._generation:
                await self._assigned(reader)
            async with self._lock:
                self.handling = True
                try:
                    handled = await self._next(reader) or await self._commit_what_is_left(reader)
                finally:
                    self.handling = False
            if handled:
                well()
            if self._pause is not None:
                pause, self._pause = self._pause, None
                await idle(reader, pause, parked=lambda: self._parking.parked, ended=lambda: self.stopping)

    def _forget(self) -> None:
        """Drop everything that belongs to the partitions we had."""
        self._tenure += 1
        self._backlog.clear()
        self._parking.clear()
        self._poison.clear()
        self._uncommitted.clear()
        self._watch.restart()

    async def _fetch(self, reader: GroupReader) -> None:
        """Read until a batch is full or the first record has waited long enough."""
        settings = self._settings
        wait = self._parking.seconds_to_next(POLL_SECONDS)
        until = None
        while wait >= 0 and self._backlog.records < settings.max_records:
            fetched = await reader.poll(settings.max_records - self._backlog.records, wait)
            for partition, raws in fetched.items():
                self._backlog.add(partition, self._parking.due(reader, partition, raws))
            if not self._backlog.records:
                return
            if until is None:
                until = time.monotonic() + settings.max_wait_seconds
            wait = until - time.monotonic()

    async def _assigned(self, reader: GroupReader) -> None:
        """Let the service load what belongs to its new partitions, and begin where it says."""
        self._generation = reader.generation
        if self._on_assigned is not None:
            for partition, offset in (await self._on_assigned(reader.assignment())).items():
                self._backlog.drop(partition)
                reader.seek(partition, offset)
        self.joined.set()

    async def _next(self, reader: GroupReader) -> bool:
        """Handle the next batch; False when there is none or it has to come again."""
        batch = self._backlog.take(self._settings.max_records, self._settings.max_bytes)
        if not batch:
            return False
        started = time.perf_counter()
        tenure = self._tenure
        try:
            done = await self._work(reader, batch, tenure)
        except Retry as retry:
            self._again(reader, batch, tenure, retry.reason, retry.after_seconds)
            return False
        except Unavailable as away:
            self._again(reader, batch, tenure, f"{away.what}_away", away.retry_after)
            return False
        self._metrics.seconds.observe(time.perf_counter() - started)
        (self._metrics.done if done else self._metrics.lost).inc()
        self._backoff.reset()
        self.waiting_for = None
        return done

    async def _work(self, reader: GroupReader, batch: list[Slice], tenure: int) -> bool:
        """Handle, publish and commit a batch; False when its partitions were lost meanwhile."""
        decoded = Decoded()
        for partition, raws in batch:
            self._decoder.decode(partition, raws, decoded)
        if self._poison:
            self._set_poison_aside(decoded)
        outcome = Outcome()
        if decoded.deliveries:
            with tracer.start_as_current_span(f"{self._group} batch", links=links(decoded.deliveries)):
                outcome = await self._trials.run(decoded.deliveries)
                if tenure != self._tenure:
                    return self._lost(batch)
                await self._publish(reader, batch, decoded, outcome)
        elif decoded.failed:
            await self._publish(reader, batch, decoded, outcome)
        if tenure != self._tenure:
            return self._lost(batch)
        return await self._commit(reader, batch, decoded)

    def _set_poison_aside(self, decoded: Decoded) -> None:
        poison = [delivery for delivery in decoded.deliveries if delivery.position in self._poison]
        decoded.deliveries = [delivery for delivery in decoded.deliveries if delivery.position not in self._poison]
        decoded.failed.extend(Failed.of(delivery, self._poison[delivery.position]) for delivery in poison)

    async def _publish(self, reader: GroupReader, batch: list[Slice], decoded: Decoded, outcome: Outcome) -> None:
        """Send events, retries and dead letters, and wait for every acknowledgement."""
        failed = [*decoded.failed, *outcome.failed]
        now = now_ms()
        outgoing = [Outgoing.of(event) for event in outcome.events]
        for delivery, deferred in outcome.deferred:
            if delivery.attempt >= self._settings.max_attempts:
                failed.append(Failed.of(delivery, f"exhausted_{deferred.reason}"))
                continue
            self._metrics.retry(code(deferred.reason))
            outgoing.append(retry_letter(delivery, deferred, group=self._group, service=self._service, now_ms=now))
        self._count_failures(batch, failed)
        outgoing.extend(dead_letter(each, group=self._group, service=self._service, now_ms=now) for each in failed)
        if not outgoing:
            return
        try:
            await self._publisher.send(outgoing)
        except TooLarge as large:
            self._blame(decoded, outcome, large)
            raise Retry(TOO_LARGE, 0.0) from None

    def _count_failures(self, batch: list[Slice], failed: list[Failed]) -> None:
        """Tell the guard, in the order of the records, which were used and which were not."""
        if not failed:
            self._guard.good()
            return
        positions = {each.position for each in failed}
        for partition, raws in batch:
            self._guard.note(Position(*partition, raw.offset) in positions for raw in raws)
        for each in failed:
            self._metrics.dead(each.origin.topic, code(each.reason))
            log.warning(
                "dead_letter",
                group=self._group,
                topic=each.origin.topic,
                partition=each.origin.partition,
                offset=each.origin.offset,
                reason=code(each.reason),
            )

    def _blame(self, decoded: Decoded, outcome: Outcome, large: TooLarge) -> None:
        """Find the delivery whose event is too large for the log, to leave it out when the batch comes again."""
        cause = outcome.events[large.index].caused_by if large.index < len(outcome.events) else None
        guilty = [each.position for each in decoded.deliveries if each.event.id == cause]
        if not guilty:
            raise large
        self._poison.update(dict.fromkeys(guilty, TOO_LARGE))

    async def _commit(self, reader: GroupReader, batch: list[Slice], decoded: Decoded) -> bool:
        offsets = {partition: raws[-1].offset + 1 for partition, raws in batch}
        self._uncommitted |= offsets
        try:
            await self._commit_all(reader)
        except NotOwner:
            self._forget()
            return self._lost(batch)
        for partition, offset in offsets.items():
            for position in [each for each in self._poison if each[:2] == partition and each.offset < offset]:
                del self._poison[position]
        self._metrics.handled.inc(len(decoded.deliveries))
        self._metrics.skipped.inc(decoded.skipped)
        self._watch.progress(offsets, sum(len(raws) for _, raws in batch))
        return True

    async def _commit_what_is_left(self, reader: GroupReader) -> bool:
        """Commit what an earlier commit failed to, though no record comes: a quiet partition would lag for ever."""
        if self._uncommitted:
            try:
                await self._commit_all(reader)
            except NotOwner:
                self._forget()
        return False

    async def _commit_all(self, reader: GroupReader) -> None:
        """Commit everything that is not yet; what fails is tried again with the next batch, or when none comes."""
        try:
            await reader.commit(dict(self._uncommitted))
        except NotOwner:
            raise
        except LogError as error:
            log.warning("commit_failed", group=self._group, error=str(error))
        else:
            self._uncommitted.clear()

    def _lost(self, batch: list[Slice]) -> bool:
        self._metrics.dropped.inc(sum(len(raws) for _, raws in batch))
        return False

    def _again(
        self, reader: GroupReader, batch: list[Slice], tenure: int, reason: str, after_seconds: float | None
    ) -> None:
        """Seek back to the first record of every partition held, and ask for a pause."""
        self._metrics.failed.inc()
        if tenure != self._tenure:
            self._lost(batch)
            return
        self._metrics.retry(code(reason))
        self.waiting_for = code(reason)
        firsts = self._backlog.firsts()
        for partition, raws in reversed(batch):
            firsts[partition] = raws[0].offset
        self._backlog.clear()
        self._parking.forget(firsts)
        for partition, offset in firsts.items():
            reader.seek(partition, offset)
        self._pause = self._backoff.next(after_seconds)
