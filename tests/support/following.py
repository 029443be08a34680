"""Follows topics from their beginning: what a test sees of the events that a running process publishes."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Collection
from contextlib import aclosing

from chassis.messaging import EventLog, Partition, Scanner
from chassis.messaging.decoding import Decoded, Decoder
from chassis.messaging.scanning import Scan
from contracts.event import Event
from contracts.registry import EVENT_CLASSES

MAX_RECORDS = 500


async def follow(event_log: EventLog, topics: Collection[str]) -> AsyncGenerator[Event, None]:
    """Give the events of all partitions, those of one partition in order, for as long as they are asked for."""
    decoder = Decoder(EVENT_CLASSES)

    async def from_the_beginning(scanner: Scanner) -> dict[Partition, int]:
        return await scanner.beginnings()

    async with aclosing(Scan(event_log, topics, from_the_beginning, MAX_RECORDS).fetches()) as fetches:
        async for fetched in fetches:
            decoded = Decoded()
            for partition, raws in fetched.items():
                decoder.decode(partition, raws, decoded)
            for delivery in decoded.deliveries:
                yield delivery.event
