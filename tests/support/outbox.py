"""What waits in an outbox, as events."""

from __future__ import annotations

from chassis.messaging.ports import Outgoing
from chassis.outbox import Outbox
from contracts.event import Event
from contracts.registry import EVENT_CLASSES

MOST_ROWS = 10_000


async def waiting_events(outbox: Outbox) -> list[Event]:
    """The events of all rows, in order."""
    return [event_of(record) for row in await outbox.waiting(MOST_ROWS) for record in row.records]


def event_of(record: Outgoing) -> Event:
    """The event that a record carries."""
    type_, value = dict(record.headers)["ce_type"].decode(), record.value
    assert value is not None
    return EVENT_CLASSES[type_].model_validate_json(value)
