"""The batch consumer as a service sees it: built from a log, a publisher and a handler; started, watched, stopped."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress

import structlog

from chassis.messaging.flood import Flood
from chassis.messaging.log import EventLog, GroupReader, LogError, Membership
from chassis.messaging.loop import BatchLoop, ConsumerSettings, OnAssigned
from chassis.messaging.metrics import ConsumerMetrics
from chassis.messaging.pauses import Backoff
from chassis.messaging.ports import Delivery, Handler, HandlerResult, Publisher
from chassis.messaging.watch import Watch
from contracts.event import Event
from contracts.topics import retry_topic

__all__ = ["BatchConsumer", "ConsumerSettings", "by_topic"]

log = structlog.get_logger(__name__)


class BatchConsumer:
    """One member of a consumer group over a set of topics and their retry topics.

    Args:
        log: Where records come from.
        publisher: Takes the events of the handler, retries and dead letters; started by its owner.
        group: The consumer group, named as the service.
        topics: What to read.
        handler: Called with one batch at a time.
        settings: Bounds and times.
        types: The event classes the handler takes; None means all this build knows. Others are skipped.
        on_assigned: Awaited with all partitions after each assignment, before their first record is handled; may give
            offsets to start from instead of the committed ones (numbers kept with their offsets).
    """

    def __init__(
        self,
        event_log: EventLog,
        publisher: Publisher,
        *,
        group: str,
        topics: Collection[str],
        handler: Handler,
        settings: ConsumerSettings | None = None,
        types: Collection[type[Event]] | None = None,
        on_assigned: OnAssigned | None = None,
    ) -> None:
        self._log = event_log
        self._group = group
        self._settings = settings or ConsumerSettings()
        retries = tuple(retry_topic(topic, group) for topic in topics)
        self._topics = (*topics, *retries)
        self._metrics = ConsumerMetrics(event_log.service, group)
        self._watch = Watch(self._metrics, self._settings.stall_seconds, retries)
        self._loop = BatchLoop(
            publisher,
            handler,
            self._settings,
            group=group,
            service=event_log.service,
            metrics=self._metrics,
            watch=self._watch,
            retry_topics=retries,
            types=types,
            on_assigned=on_assigned,
        )
        self._reader: GroupReader | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._away: str | None = None
        self._gave_up: str | None = None

    @property
    def live(self) -> bool:
        """Whether it runs and gets on, or has a known reason to wait."""
        running = bool(self._tasks) and not self._tasks[0].done()
        stuck = self._watch.stalled and self._loop.waiting_for is None and self._away is None
        return running and not stuck

    @property
    def ready(self) -> bool:
        """Whether it is a member of its group and handles what comes."""
        return self.live and self.problem is None and self._loop.joined.is_set()

    @property
    def problem(self) -> str | None:
        """What keeps it from working, None when nothing does."""
        if self._gave_up is not None:
            return f"consumer {self._group} stopped: {self._gave_up}"
        if self._away is not None:
            return f"consumer {self._group} cannot read: {self._away}"
        if self._loop.waiting_for is not None:
            return f"consumer {self._group} waits: {self._loop.waiting_for}"
        if self._watch.stalled:
            return f"consumer {self._group} makes no progress while {self._watch.waiting} records wait"
        if self._tasks and self._tasks[0].done() and not self._loop.stopping:
            return f"consumer {self._group} ended by itself"
        return None

    async def start(self) -> None:
        """Begin in the background; a log that is away is waited for."""
        self._metrics.stopped.set(0)
        self._tasks = [
            asyncio.create_task(self._run(), name=f"consumer {self._group}"),
            asyncio.create_task(self._watch.run(lambda: self._reader), name=f"watch {self._group}"),
        ]

    async def joined(self, timeout_seconds: float = 30.0) -> None:
        """Wait for the first assignment.

        Raises:
            TimeoutError: It did not come in time.
        """
        async with asyncio.timeout(timeout_seconds):
            await self._loop.joined.wait()

    async def stop(self) -> None:
        """Finish the batch under way, commit it and leave the group; what takes too long is left to be redelivered."""
        if not self._tasks:
            return
        run, watch = self._tasks
        self._loop.stopping = True
        if not self._loop.handling:
            run.cancel()
        await asyncio.wait([run], timeout=self._settings.stop_wait_seconds)
        await self._end(run, watch)

    async def abort(self) -> None:
        """End at once: the batch under way is neither published nor committed and will be redelivered."""
        self._loop.stopping = True
        await self._end(*self._tasks)

    async def _end(self, *tasks: asyncio.Task[None]) -> None:
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task
        self._metrics.lag({})
        self._tasks = []

    async def _run(self) -> None:
        """Join, read until something breaks, join again."""
        backoff = Backoff(self._settings.backoff_seconds, self._settings.backoff_limit_seconds)
        membership = Membership(self._settings.session_seconds, self._settings.rebalance_seconds)
        while not self._loop.stopping:
            reader = self._log.group_reader(self._group, self._topics, membership)
            try:
                await reader.start(self._loop.revoked)
                self._reader, self._away = reader, None
                await self._loop.run(reader, backoff.reset)
            except Flood as flood:
                self._gave_up = str(flood)
                self._metrics.stopped.set(1)
                log.error("consumer_stopped", group=self._group, dead=flood.dead)
                return
            except LogError as error:
                self._away = str(error)
            except Exception as error:  # noqa: BLE001 - a bug must not end the consumer; nothing of the batch is committed
                self._away = type(error).__name__
                log.error("consumer_failed", group=self._group, error=type(error).__name__)
            finally:
                self._reader = None
                await reader.stop()
            if not self._loop.stopping:
                await asyncio.sleep(backoff.next())


def by_topic(handlers: Mapping[str, Handler]) -> Handler:
    """Make one handler of several, each for the deliveries that first stood in its topic, called in this order."""

    async def handle(batch: Sequence[Delivery]) -> HandlerResult:
        results = []
        for topic, handler in handlers.items():
            part = [delivery for delivery in batch if delivery.origin.topic == topic]
            if part:
                result = await handler(part)
                results.append(result if isinstance(result, HandlerResult) else HandlerResult(events=result))
        return HandlerResult(
            events=[event for result in results for event in result.events],
            rejected=[each for result in results for each in result.rejected],
            deferred=[each for result in results for each in result.deferred],
        )

    return handle
