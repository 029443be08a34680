"""Ends a consumer of aiokafka, whose own `stop` may break off in the middle."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from aiokafka import AIOKafkaConsumer
from aiokafka.errors import KafkaError

from chassis.cancelled import asked_to_end

CLOSE_SECONDS = 10.0


async def close(consumer: AIOKafkaConsumer) -> None:
    """Leave the group, if it is of one, and disconnect; a broker that does not answer is not waited for long.

    `stop` cancels each fetch and awaits it. One that failed a moment before rests before it ends, and passes its
    cancellation on: without this, whoever closes a consumer as its broker dies would end with it, and leave the client
    of it connected.
    """
    try:
        with suppress(KafkaError, TimeoutError):
            async with asyncio.timeout(CLOSE_SECONDS):
                await consumer.stop()
    except asyncio.CancelledError:
        if asked_to_end():
            raise
        with suppress(KafkaError, TimeoutError):
            async with asyncio.timeout(CLOSE_SECONDS):
                await consumer._client.close()  # the last step of `stop`, which has no second go
