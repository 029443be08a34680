"""The batch consumer as a service sees it: built from a log, a publisher and a handler; started, observed, stopped."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from contextlib import suppress

import structlog

from chassis.background import BackgroundTask
from chassis.backoff import Backoff
from chassis.cancelled import asked_to_end
from chassis.messaging.canary import CanaryHop
from chassis.messaging.consumer.batch_loop import BatchLoop
from chassis.messaging.consumer.dead_letter_limit import DeadLetterLimitReached
from chassis.messaging.consumer.progress_monitor import ProgressMonitor
from chassis.messaging.consumer.settings import ConsumerSettings
from chassis.messaging.consumer.yielding import Yielding
from chassis.messaging.log import EventLog, GroupReader, LogError, Membership
from chassis.messaging.metrics import ConsumerMetrics
from chassis.messaging.ports import Handler, Publisher
from contracts.event import Event
from contracts.registry import EventClasses, retry_topic

log = structlog.get_logger(__name__)


class BatchConsumer:
    """One member of a consumer group over a set of topics and their retry topics.

    Args:
        event_log: Where records come from.
        publisher: Takes the events of the handler, retries and dead letters; started by its owner.
        group: The consumer group, named as the service.
        topics: What to read.
        handler: Called with one batch at a time.
        settings: Bounds and times.
        classes: The event classes this build knows, by type.
        types: Those of them that the handler takes; None means all. Others are skipped.
        canary: Takes the canaries of a handled batch on; without it they are skipped.
        yields_to: Consumers of this process that go first: while they have records, a batch waits, for a while at most.
    """

    def __init__(
        self,
        event_log: EventLog,
        publisher: Publisher,
        *,
        group: str,
        topics: Collection[str],
        handler: Handler,
        classes: EventClasses,
        settings: ConsumerSettings | None = None,
        types: Collection[type[Event]] | None = None,
        canary: CanaryHop | None = None,
        yields_to: Sequence[BatchConsumer] = (),
    ) -> None:
        self._log = event_log
        self._group = group
        self._settings = settings or ConsumerSettings()
        retries = tuple(retry_topic(topic, group) for topic in topics)
        self._topics = (*topics, *retries)
        self._metrics = ConsumerMetrics(event_log.service, group, topics)
        self._monitor = ProgressMonitor(self._metrics, self._settings.stall_seconds, retries)
        self._loop = BatchLoop(
            publisher,
            handler,
            self._settings,
            group=group,
            service=event_log.service,
            metrics=self._metrics,
            monitor=self._monitor,
            retry_topics=retries,
            classes=classes,
            types=types,
            canary=canary,
            yielding=_yielding(yields_to, self._settings.yield_seconds),
        )
        self._reader: GroupReader | None = None
        self._task: asyncio.Task[None] | None = None
        self._progress = BackgroundTask(lambda: self._monitor.run(lambda: self._reader), f"progress {group}")
        self._unreadable: str | None = None
        self._gave_up: str | None = None

    @property
    def live(self) -> bool:
        """Whether it runs and gets on, or waits for a dependency."""
        running = self._task is not None and not self._task.done()
        stuck = self._monitor.stalled and self._loop.waiting_for is None and self._unreadable is None
        return running and not stuck

    @property
    def ready(self) -> bool:
        """Whether it is a member of its group and handles what comes."""
        return self.live and self.problem is None and self._loop.joined.is_set()

    @property
    def busy(self) -> bool:
        """Whether it handles records or is about to; what is to be tried again later does not count."""
        return self._reader is not None and self._loop.busy(self._reader)

    @property
    def problem(self) -> str | None:
        """The reason why it does not work, None when it does."""
        if self._gave_up is not None:
            return f"consumer {self._group} stopped: {self._gave_up}"
        if self._unreadable is not None:
            return f"consumer {self._group} cannot read: {self._unreadable}"
        if self._loop.waiting_for is not None:
            return f"consumer {self._group} waits: {self._loop.waiting_for}"
        if self._monitor.stalled:
            return f"consumer {self._group} makes no progress while {self._monitor.waiting} records wait"
        return None

    async def start(self) -> None:
        """Begin in the background; a log that is unavailable is waited for."""
        self._metrics.stopped.set(0)
        self._task = asyncio.create_task(self._run(), name=f"consumer {self._group}")
        self._progress.start()

    async def joined(self, timeout_seconds: float = 30.0) -> None:
        """Wait for the first assignment.

        Raises:
            TimeoutError: It did not come in time.
        """
        async with asyncio.timeout(timeout_seconds):
            await self._loop.joined.wait()

    async def stop(self) -> None:
        """Finish the batch under way, commit it and leave the group; what takes too long is left to be redelivered."""
        if self._task is None:
            return
        self._loop.stopping = True
        if not self._loop.handling:
            self._task.cancel()
        await asyncio.wait([self._task], timeout=self._settings.stop_wait_seconds)
        await self._end(self._task)

    async def abort(self) -> None:
        """End at once: the batch under way is neither published nor committed and will be redelivered."""
        self._loop.stopping = True
        if self._task is not None:
            await self._end(self._task)

    async def _end(self, task: asyncio.Task[None]) -> None:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await self._progress.stop()
        self._metrics.lag({})
        self._task = None

    async def _run(self) -> None:
        """Join, read until something breaks, join again; it ends by itself where too many records were dead only."""
        backoff = Backoff(self._settings.backoff_seconds, self._settings.backoff_limit_seconds)
        while not self._loop.stopping:
            try:
                await self._read(backoff)
            except DeadLetterLimitReached as reached:
                self._gave_up = str(reached)
                self._metrics.stopped.set(1)
                log.error("consumer_stopped", group=self._group, dead=reached.dead)
                return
            except LogError as error:
                self._unreadable = str(error)
                log.warning("consumer_joins_again", group=self._group, reason=self._unreadable)
            except asyncio.CancelledError:
                if asked_to_end():
                    raise
                self._failed("CancelledError")  # of something it awaited
            except Exception as error:  # noqa: BLE001 - a bug must not end the consumer; nothing of the batch is committed
                self._failed(type(error).__name__)
            if not self._loop.stopping:
                await asyncio.sleep(backoff.next())

    def _failed(self, error: str) -> None:
        self._unreadable = error
        log.error("consumer_failed", group=self._group, error=error)

    async def _read(self, backoff: Backoff) -> None:
        """Read as one member of the group until something breaks, which may be the joining or the leaving too."""
        settings = self._settings
        membership = Membership(settings.session_seconds, settings.rebalance_seconds, settings.interval_seconds)
        reader = self._log.group_reader(self._group, self._topics, membership)
        try:
            await reader.start(self._loop.revoked)
            self._reader, self._unreadable = reader, None
            await self._loop.run(reader, backoff.reset)
        finally:
            self._reader = None
            await reader.stop()


def _yielding(to: Sequence[BatchConsumer], longest_seconds: float) -> Yielding | None:
    return Yielding(lambda: any(each.busy for each in to), longest_seconds) if to else None
