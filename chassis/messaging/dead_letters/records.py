"""Records for the retry and dead-letter topics: key, value and headers as they were, and why they are there."""

from __future__ import annotations

from chassis.messaging.decoding import FailedRecord, first_failed_ms
from chassis.messaging.headers import DUE, failure, without_own_headers
from chassis.messaging.ports import Deferred, Delivery, Outgoing
from contracts.registry import dead_topic, retry_topic


def dead_letter(failed: FailedRecord, *, group: str, service: str, now_ms: int) -> Outgoing:
    """Return the dead letter of a record; the partition stays, so that one subject's dead letters keep their order."""
    why = failure(
        failed.origin,
        reason=failed.reason,
        attempts=failed.attempt,
        first_failed_ms=first_failed_ms(failed.record, now_ms),
        service=service,
    )
    headers = (*without_own_headers(failed.record.headers), *why)
    topic = dead_topic(failed.origin.topic, group)
    return Outgoing(topic, failed.record.key, failed.record.value, headers, failed.origin.partition)


def retry_record(delivery: Delivery, deferred: Deferred, *, group: str, service: str, now_ms: int) -> Outgoing:
    """Return the record that comes back through the retry topic when it is due."""
    why = failure(
        delivery.origin,
        reason=deferred.reason,
        attempts=delivery.attempt,
        first_failed_ms=first_failed_ms(delivery.record, now_ms),
        service=service,
    )
    due = now_ms + round(deferred.delay_seconds * 1000)
    headers = (*without_own_headers(delivery.record.headers), *why, (DUE, b"%d" % due))
    topic = retry_topic(delivery.origin.topic, group)
    return Outgoing(topic, delivery.record.key, delivery.record.value, headers, delivery.origin.partition)
