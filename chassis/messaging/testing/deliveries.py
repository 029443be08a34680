"""Deliveries for a handler that is called without a log."""

from __future__ import annotations

from chassis.messaging.ports import Delivery, Position, Record
from contracts.event import Event


def a_delivery(event: Event, *, topic: str | None = None, partition: int = 0, offset: int = 0) -> Delivery:
    """Return the delivery of an event, to call a handler without a log."""
    position = Position(topic or event.topic, partition, offset)
    record = Record(event.key, event.to_bytes(), tuple(event.headers), round(event.at.timestamp() * 1000))
    return Delivery(record, event, position, position, 1)
