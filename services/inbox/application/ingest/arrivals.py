"""The decision on an event that was seen before: a redelivery, a duplicate, or a conflict."""

from __future__ import annotations

from chassis.messaging import Delivery
from contracts.channel import ChannelEvent, MessageDeleted, MessageEdited, MessageReceived, ReactionChanged
from contracts.ids import derived_id
from services.inbox import events
from services.inbox.application.ingest.batch import IngestBatch, account_key, origin_of
from services.inbox.application.ingest.decision import IngestDecision
from services.inbox.application.records import AuditEntry
from services.inbox.domain.arrival import Seen, fate_of
from services.inbox.domain.thread import message_id

WITH_WORDS = (MessageReceived, MessageEdited, MessageDeleted, ReactionChanged)
"""Events of contacts, of which two contents under one id are a conflict; what a channel says of our own is not."""


def seen_of(batch: IngestBatch, event: ChannelEvent) -> Seen | None:
    """The record of the event's first delivery, None when this is the first; a message has its own."""
    if not isinstance(event, MessageReceived):
        return batch.seen.get((event.brand, event.id))
    message = batch.messages.get((event.brand, message_id(event.brand, event.integration, event.external_id)))
    return Seen(message.body_hash, message.origin) if message is not None else None


def decide_repeated(batch: IngestBatch, delivery: Delivery, event: ChannelEvent) -> IngestDecision | None:
    """The decision on an event that had its effect before; None for a first delivery, which is decided by its kind.

    The same record read again publishes what it published before. Any other record under the same id is accounted for
    as a duplicate, or as a conflict where its words differ.
    """
    seen = seen_of(batch, event)
    if seen is None:
        return None
    fate = fate_of(event.body_hash, origin_of(delivery), seen)
    key = account_key(event.id, delivery)
    if fate == "redelivered":
        return IngestDecision(repeated=(event.id, key))
    if (event.brand, key) in batch.seen:
        return IngestDecision(repeated=(key,))
    if fate == "conflict" and isinstance(event, WITH_WORDS):
        accounted = events.event_accounted(event, "conflict", "other_body", origin_of(delivery))
        entry = _audit_entry(batch, delivery, event, seen)
        return IngestDecision("conflict", seen=(key,), audit=(entry,), cause=key, events=(accounted,))
    accounted = events.event_accounted(event, "duplicate", "", origin_of(delivery))
    return IngestDecision("duplicate", seen=(key,), cause=key, events=(accounted,))


def _audit_entry(batch: IngestBatch, delivery: Delivery, event: ChannelEvent, seen: Seen) -> AuditEntry:
    return AuditEntry(
        brand=event.brand,
        id=derived_id(account_key(event.id, delivery)),
        kind="conflict",
        at=event.received_at,
        integration=event.integration,
        channel=event.channel,
        message=message_id(event.brand, event.integration, event.external_id),
        event=event.id,
        kept_hash=seen.body_hash,
        other_hash=event.body_hash,
        origin=origin_of(delivery),
    )
