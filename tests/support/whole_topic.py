"""Reads a whole topic: everything that is in it at this moment, and no more."""

from __future__ import annotations

from chassis.messaging import RawRecord
from chassis.messaging.kafka import KafkaLog
from chassis.messaging.log import Fetched
from contracts.event import Event
from contracts.registry import EVENT_CLASSES

POLL_SECONDS = 1.0


async def records_of(log: KafkaLog, topic: str) -> list[RawRecord]:
    """Every record between the beginning and the end of each partition, as the end is now."""
    scanner = log.scanner([topic])
    await scanner.start()
    try:
        ends = await scanner.ends()
        scanner.seek(dict.fromkeys(ends, 0))
        found: list[RawRecord] = []
        while any(scanner.position(each) < end for each, end in ends.items()):
            fetched: Fetched = await scanner.poll(1000, POLL_SECONDS)
            found += [record for records in fetched.values() for record in records]
        return found
    finally:
        await scanner.stop()


async def events_of(log: KafkaLog, topic: str) -> list[Event]:
    """The same as events."""
    found = []
    for record in await records_of(log, topic):
        if record.value is None:  # a canary
            continue
        class_ = EVENT_CLASSES.get(dict(record.headers)["ce_type"].decode())
        assert class_ is not None
        found.append(class_.model_validate_json(record.value))
    return found
