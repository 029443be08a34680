"""Where the events of an integration stand in the log: those in the bulk lane have a topic of their own."""

from __future__ import annotations

from chassis.messaging import Outgoing
from contracts.event import Event
from contracts.registry import CHANNEL_EVENTS, CHANNEL_EVENTS_BULK
from gateway.domain.event_lane import EventLane


def in_lane(event: Event, lane: EventLane) -> Outgoing:
    """The record of an event; a sale stands in its own topic, whichever lane it comes by."""
    record = Outgoing.of(event)
    if lane == "bulk" and record.topic == CHANNEL_EVENTS.name:
        return record._replace(topic=CHANNEL_EVENTS_BULK.name)
    return record
