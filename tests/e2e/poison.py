"""Puts records straight into the log, as no producer of ours would: what a broken or newer program may leave."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from aiokafka import AIOKafkaProducer

from contracts.channel import MessageReceived
from deploy.local.state import LocalState
from tests.e2e.rig import Brand

LINGER_MILLISECONDS = 50  # what comes within it goes as one batch
Headers = Sequence[tuple[str, bytes]]


def put(state: LocalState, topic: str, key: bytes, value: bytes, headers: Headers) -> tuple[int, int]:
    """Write one record and give its partition and offset."""
    return put_in_a_row(state, topic, key, [(value, headers)])


def put_in_a_row(
    state: LocalState, topic: str, key: bytes, records: Sequence[tuple[bytes, Headers]]
) -> tuple[int, int]:
    """Write records, each a value and its headers, with nobody's between them; gives the partition and first offset."""

    async def send() -> tuple[int, int]:
        producer = AIOKafkaProducer(bootstrap_servers=state.kafka, linger_ms=LINGER_MILLISECONDS)
        await producer.start()
        try:
            futures = [await producer.send(topic, value, key, headers=list(headers)) for value, headers in records]
            written = [await future for future in futures]
            return int(written[0].partition), int(written[0].offset)
        finally:
            await producer.stop()

    return asyncio.run(send())


def contact_key(brand: Brand, contact: str) -> bytes:
    """The key of everything one contact of a brand's generic integration says."""
    return f"{brand.id}/{brand.generic.id}/{contact}".encode()


def headers_of(brand: Brand, event_type: str = MessageReceived.type, event: str = "poison") -> list[tuple[str, bytes]]:
    """The headers of an event of this brand."""
    return [("ce_id", event.encode()), ("ce_type", event_type.encode()), ("brand", brand.id.encode())]
