"""Decides on unreadable payloads: stored whole, for the operator and for a replay after a fix."""

from __future__ import annotations

from chassis.messaging import Delivery
from contracts.channel import PayloadUnreadable
from services.inbox import events
from services.inbox.application.ingest.batch import IngestBatch, account_key, origin_of
from services.inbox.application.ingest.decision import IngestDecision
from services.inbox.domain.unreadable import UnreadablePayload


def decide_payload(_: IngestBatch, delivery: Delivery, event: PayloadUnreadable) -> IngestDecision:
    """A payload that was not stored before."""
    key = account_key(event.id, delivery)
    payload = UnreadablePayload(
        brand=event.brand,
        id=event.id,
        integration=event.integration,
        channel=event.channel,
        reason=event.reason,
        field=event.field,
        received_at=event.received_at,
        payload=event.payload_base64,
        size_bytes=len(event.payload_base64) * 3 // 4,
    )
    accounted = events.event_accounted(event, "unreadable", event.reason, origin_of(delivery))
    return IngestDecision("unreadable", seen=(event.id, key), payload=payload, cause=key, events=(accounted,))
