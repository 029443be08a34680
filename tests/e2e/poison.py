"""Puts records straight into the log, as no producer of ours would: what a broken or newer program may leave."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from aiokafka import AIOKafkaProducer

from contracts.channel import MessageReceived
from deploy.local.state import LocalState
from tests.e2e.rig import Brand

Headers = Sequence[tuple[str, bytes]]


def put(state: LocalState, topic: str, key: bytes, value: bytes, headers: Headers) -> tuple[int, int]:
    """Write one record and give its partition and offset."""

    async def send() -> tuple[int, int]:
        producer = AIOKafkaProducer(bootstrap_servers=state.kafka)
        await producer.start()
        try:
            written = await producer.send_and_wait(topic, value, key, headers=list(headers))
            return int(written.partition), int(written.offset)
        finally:
            await producer.stop()

    return asyncio.run(send())


def contact_key(brand: Brand, contact: str) -> bytes:
    """The key of everything one contact of a brand's generic integration says."""
    return f"{brand.id}/{brand.generic.id}/{contact}".encode()


def headers_of(brand: Brand, event_type: str = MessageReceived.type, event: str = "poison") -> list[tuple[str, bytes]]:
    """The headers of an event of this brand."""
    return [("ce_id", event.encode()), ("ce_type", event_type.encode()), ("brand", brand.id.encode())]
