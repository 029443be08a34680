"""Builds the idempotent aiokafka producer, and ends one that no longer answers."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError

from chassis.kafka_address import kafka_address

END_SECONDS = 1.0


def build(bootstrap: str, *, client: str, linger_ms: int, batch_bytes: int, request_bytes: int) -> AIOKafkaProducer:
    """Build a producer; `start` connects it."""
    return AIOKafkaProducer(
        **kafka_address(bootstrap).options(),
        client_id=client,
        acks="all",
        enable_idempotence=True,
        compression_type="lz4",
        linger_ms=linger_ms,
        max_batch_size=batch_bytes,
        max_request_size=request_bytes,
        request_timeout_ms=10_000,  # a stopped broker is noticed by our own budgets; this frees the connection
        retry_backoff_ms=50,
    )


async def abandon(producer: AIOKafkaProducer) -> None:
    """End a producer without waiting for what it could not send: its own `stop` would wait for that for ever.

    aiokafka has no public way to do this, so this reaches for the tasks behind it. Afterwards nothing of it can reach
    the broker any more, and everybody who waits for it gets an error.
    """
    producer._closed = True
    sender = producer._sender.sender_task
    if sender is not None:
        sender.cancel()
    with suppress(TimeoutError, KafkaError, OSError):
        async with asyncio.timeout(END_SECONDS):
            await producer.client.close()
    gone = KafkaError("abandoned")
    metadata = producer.client._md_update_fut
    if metadata is not None and not metadata.done():
        metadata.set_exception(gone)  # cancelled, it would cancel every send that waits for it
        metadata.exception()
    if sender is not None:
        done, _ = await asyncio.wait([sender], timeout=END_SECONDS)
        if done and not sender.cancelled():
            sender.exception()
    accumulator = producer._message_accumulator
    accumulator.fail_all(gone)
    for batches in (*accumulator._batches.values(), accumulator._pending_batches):
        for batch in batches:
            if batch._drain_waiter.done() and not batch._drain_waiter.cancelled():
                batch._drain_waiter.exception()
