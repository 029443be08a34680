"""What the services said, read from the log itself: every record of a brand since a moment, repetitions too."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any, TypeVar

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from contracts import crisis, inbox, routing
from contracts.event import Event
from contracts.registry import EVENT_CLASSES
from deploy.local.lag import partitions_of
from tests.faults.record import Told

READ = (crisis, inbox, routing)  # importing them is what makes their event types known
TOPICS = ("inbox.events", "routing.events", "crisis.events")
Partitions = list[TopicPartition]
Starts = dict[TopicPartition, int]
ROUNDED_SECONDS = 1.0  # a time in the log is cut to milliseconds, so what is logged at once may seem to be early
T = TypeVar("T")


def ends(kafka: str) -> Starts:
    """Where the topics end now."""

    async def look(consumer: AIOKafkaConsumer, partitions: Partitions) -> Starts:
        return dict(await consumer.end_offsets(partitions))

    return asyncio.run(_with_consumer(kafka, look))


def told_since(kafka: str, starts: Starts, brand: str) -> list[Told]:
    """The events of a brand between those places and the end."""

    async def look(consumer: AIOKafkaConsumer, partitions: Partitions) -> list[Told]:
        last = await consumer.end_offsets(partitions)
        consumer.assign(partitions)
        for partition in partitions:
            consumer.seek(partition, starts.get(partition, 0))
        found: list[Told] = []
        while [each for each in partitions if await consumer.position(each) < last[each]]:
            for records in (await consumer.getmany(timeout_ms=1000)).values():
                found += [row for record in records if (row := _row(record, brand)) is not None]
        return found

    return asyncio.run(_with_consumer(kafka, look))


async def _with_consumer(kafka: str, look: Callable[[AIOKafkaConsumer, Partitions], Awaitable[T]]) -> T:
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka)
    consumer = AIOKafkaConsumer(bootstrap_servers=kafka, enable_auto_commit=False)
    try:
        await admin.start()
        await consumer.start()
        return await look(consumer, await partitions_of(admin, consumer, TOPICS))
    finally:
        await consumer.stop()
        await admin.close()


def _row(record: Any, brand: str) -> Told | None:
    kind = dict(record.headers).get("ce_type", b"").decode()
    known = EVENT_CLASSES.get(kind)
    if known is None:
        return None
    event = known.model_validate_json(record.value)
    return replace(told(event), logged_at=record.timestamp / 1000) if event.brand == brand else None


def in_right_time(rows: Iterable[Told], step_seconds: float) -> Iterator[Told]:
    """The events with the time at which they happened, where the clocks of some writers were off by a step.

    Which of them is read from the log: an event is there within less than a step after it happened, never before. A
    step of 0 leaves every time as it is.
    """
    for row in rows:
        off = step_seconds * math.ceil((row.at - row.logged_at - ROUNDED_SECONDS) / step_seconds) if step_seconds else 0
        yield replace(row, at=row.at - off)


def told(event: Event) -> Told:
    """The row of an event."""
    return Told(event.at.timestamp(), event.type, event.id, event.subject, event.version, _read_of(event))


def _read_of(event: Event) -> dict[str, object]:
    if isinstance(event, inbox.MessageStored):
        return {"message": event.message, "direction": event.direction}
    if isinstance(event, routing.RoutingEvent):
        return {"employee": event.task.employee, "epoch": event.task.epoch}
    if isinstance(event, crisis.CrisisEvent):
        return {"incident": getattr(event, "incident", "")}
    return {}
