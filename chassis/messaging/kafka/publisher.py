"""Sends records to Kafka with acks from the whole in-sync set, and replaces the idempotent producer when it wedges."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from typing import Any

import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.codec import has_lz4
from aiokafka.errors import KafkaError, MessageSizeTooLargeError

from chassis.background import BackgroundTask
from chassis.errors import Unavailable
from chassis.messaging.failures import TooLarge
from chassis.messaging.kafka.futures import first_too_large, settle
from chassis.messaging.kafka.login import login_refused
from chassis.messaging.kafka.producer import abandon, build
from chassis.messaging.kafka.publisher_settings import PublisherSettings
from chassis.messaging.log import LOGIN_REFUSED
from chassis.messaging.metrics import PUBLISHED, RECREATED, SEND_SECONDS
from chassis.messaging.partitioning import partition_of
from chassis.messaging.ports import Outgoing
from chassis.messaging.tracing import traced
from contracts.event import Event

log = structlog.get_logger(__name__)

FRESH_SECONDS = 5.0  # a failure this recent keeps `ready` False; afterwards the next send finds out


class KafkaPublisher:
    """See `ports.Publisher`."""

    def __init__(self, bootstrap: str, *, prefix: str, service: str, settings: PublisherSettings) -> None:
        self._bootstrap = bootstrap
        self._prefix = prefix
        self._service = service
        self._settings = settings
        self._producer: AIOKafkaProducer | None = None
        self._partitions: dict[str, int] = {}
        self._connected = asyncio.Event()
        self._connecting: BackgroundTask | None = None
        self._stopped = self._refused = False
        self._acked_at = self._failed_at = 0.0
        self._sent = PUBLISHED.labels(service, "acknowledged")
        self._given_up = PUBLISHED.labels(service, "unavailable")
        self._recreated = RECREATED.labels(service)
        self._seconds = SEND_SECONDS.labels(service)

    @property
    def live(self) -> bool:
        """Whether it runs; an unavailable broker, or a bug met while connecting, has it connect again."""
        return not self._stopped

    @property
    def ready(self) -> bool:
        """Whether sending is likely to work."""
        return self.live and self.problem is None

    @property
    def problem(self) -> str | None:
        """What keeps it from sending."""
        if self._producer is None:
            return LOGIN_REFUSED if self._refused else "no connection to the event log"
        if self._failed_at > self._acked_at and time.monotonic() - self._failed_at < FRESH_SECONDS:
            return "the event log does not acknowledge"
        return None

    async def start(self) -> None:
        """Connect in the background.

        Raises:
            RuntimeError: The library for the compression is not installed; no broker could help that.
        """
        if not has_lz4():
            raise RuntimeError("lz4 compression needs the package cramjam, which is not installed")
        self._stopped = False
        self._connect_soon(None)

    async def stop(self) -> None:
        """Flush within the budget, then disconnect."""
        self._stopped = True
        if self._connecting is not None:
            await self._connecting.stop()
        producer, self._producer = self._producer, None
        self._connected.clear()
        if producer is not None:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._settings.ack_seconds):
                    await producer.flush()
            await abandon(producer)

    async def publish(self, events: Sequence[Event]) -> None:
        """Send events."""
        await self.send([Outgoing.of(event) for event in events])

    async def send(self, records: Sequence[Outgoing]) -> None:
        """Send records, then wait for all their acknowledgements."""
        if not records:
            return
        for index, record in enumerate(records):
            if (size := len(record.value or b"")) > self._settings.event_bytes:
                raise TooLarge(index, size)
        began = time.monotonic()
        producer: AIOKafkaProducer | None = None
        futures: list[asyncio.Future[Any]] = []
        try:
            async with asyncio.timeout(self._settings.ack_seconds):
                while (producer := self._producer) is None:
                    await self._connected.wait()
                await self._enqueue(producer, traced(records), futures)
                for future in futures:
                    await future
        except MessageSizeTooLargeError:
            self._replace(producer)
            index = first_too_large(futures)
            raise TooLarge(index, len(records[index].value or b"")) from None
        except (KafkaError, TimeoutError) as error:
            self._give_up(producer, error, len(records))
            raise Unavailable("kafka", self._settings.retry_seconds * 2) from None
        finally:
            settle(futures)
        self._acked_at = time.monotonic()
        self._seconds.observe(self._acked_at - began)
        self._sent.inc(len(records))

    async def _enqueue(
        self, producer: AIOKafkaProducer, records: Sequence[Outgoing], futures: list[asyncio.Future[Any]]
    ) -> None:
        for topic, key, value, headers, partition in records:
            full = f"{self._prefix}{topic}"
            count = self._partitions.get(full)
            if count is None:
                count = self._partitions[full] = len(await producer.partitions_for(full))
            number = partition_of(key, count) if partition is None else partition % count
            futures.append(await producer.send(full, value, key, number, headers=list(headers)))

    def _give_up(self, producer: AIOKafkaProducer | None, error: Exception, records: int) -> None:
        """Note the failure; replace the producer when it failed for good or has been silent for too long."""
        self._failed_at = now = time.monotonic()
        self._given_up.inc(records)
        silent = now - self._acked_at >= self._settings.wedge_seconds
        if not isinstance(error, TimeoutError) or silent:
            self._replace(producer)

    def _replace(self, producer: AIOKafkaProducer | None) -> None:
        if producer is None or producer is not self._producer or self._stopped:
            return
        log.warning("producer_replaced", service=self._service)
        self._recreated.inc()
        self._producer = None
        self._partitions.clear()
        self._connected.clear()
        self._connect_soon(producer)

    def _connect_soon(self, old: AIOKafkaProducer | None) -> None:
        name = f"publisher {self._service}"
        self._connecting = BackgroundTask(partial(self._connect, old), name, has_an_end=True)
        self._connecting.start()

    async def _connect(self, old: AIOKafkaProducer | None) -> None:
        """End the old producer first, so that nothing of it can arrive after what the new one sends; then connect."""
        if old is not None:
            await abandon(old)
        settings = self._settings
        while True:
            producer = build(
                self._bootstrap,
                client=f"muster-{self._service}",
                linger_ms=settings.linger_ms,
                batch_bytes=settings.batch_bytes,
                request_bytes=settings.event_bytes + 100_000,
            )
            try:
                async with asyncio.timeout(settings.connect_seconds):
                    await producer.start()
            except (KafkaError, OSError, TimeoutError):
                await abandon(producer)
                await self._look_at_login()
                await asyncio.sleep(settings.retry_seconds)
                continue
            except asyncio.CancelledError:
                await abandon(producer)
                raise
            self._producer, self._refused = producer, False
            self._acked_at = time.monotonic()
            self._connected.set()
            return

    async def _look_at_login(self) -> None:
        """Find out whether it is the login that keeps us from connecting, and say so once."""
        before, self._refused = self._refused, await login_refused(self._bootstrap)
        if self._refused and not before:
            log.error("event_log_login_refused", service=self._service, reason=LOGIN_REFUSED)
