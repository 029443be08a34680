"""Publishes the outcome of a batch: events, retries and dead letters, and sets aside records too large for the log."""

from __future__ import annotations

from collections.abc import Mapping

import structlog

from chassis.messaging.consumer.backlog import Slice
from chassis.messaging.consumer.dead_letter_limit import DeadLetterLimit
from chassis.messaging.consumer.handler_runner import BatchOutcome
from chassis.messaging.dead_letters.records import dead_letter, retry_record
from chassis.messaging.decoding import Decoded, FailedRecord
from chassis.messaging.failures import Retry, TooLarge
from chassis.messaging.headers import code, now_ms
from chassis.messaging.metrics import ConsumerMetrics
from chassis.messaging.ports import Partition, Position, Publisher
from chassis.messaging.tracing import in_traces

log = structlog.get_logger(__name__)

TOO_LARGE = "event_too_large"


class OutcomePublisher:
    """Sends the outcome of one batch at a time.

    Args:
        publisher: Takes the records.
        limit: Counts the dead letters in a row.
        metrics: Where retries and dead letters are counted.
        group: The consumer group, part of the names of the retry and dead-letter topics.
        service: The source in headers.
        max_attempts: A delivery that was deferred so often is dead-lettered.
    """

    def __init__(
        self,
        publisher: Publisher,
        limit: DeadLetterLimit,
        metrics: ConsumerMetrics,
        *,
        group: str,
        service: str,
        max_attempts: int,
    ) -> None:
        self._publisher = publisher
        self._limit = limit
        self._metrics = metrics
        self._group = group
        self._service = service
        self._max_attempts = max_attempts
        self._poison: dict[Position, str] = {}

    def set_poison_aside(self, decoded: Decoded) -> None:
        """Move the deliveries whose events proved too large from the deliveries to the failures."""
        if not self._poison:
            return
        poison = [delivery for delivery in decoded.deliveries if delivery.position in self._poison]
        decoded.deliveries = [delivery for delivery in decoded.deliveries if delivery.position not in self._poison]
        decoded.failed.extend(FailedRecord.of(delivery, self._poison[delivery.position]) for delivery in poison)

    def forget(self) -> None:
        """Forget the poison: the partitions were revoked."""
        self._poison.clear()

    def committed(self, offsets: Mapping[Partition, int]) -> None:
        """Forget the poison before these next offsets: it is not delivered again."""
        for partition, offset in offsets.items():
            for position in [each for each in self._poison if each[:2] == partition and each.offset < offset]:
                del self._poison[position]

    async def publish(self, batch: list[Slice], decoded: Decoded, outcome: BatchOutcome) -> None:
        """Send events, retries and dead letters, and wait for every acknowledgement.

        Raises:
            Retry: An event was too large; its delivery is set aside when the batch is delivered again.
            DeadLetterLimitReached: Too many dead letters in a row; nothing was sent.
            Unavailable: The log does not acknowledge.
        """
        failed = [*decoded.failed, *outcome.failed]
        now = now_ms()
        outgoing = in_traces(outcome.events)
        for delivery, deferred in outcome.deferred:
            if delivery.attempt >= self._max_attempts:
                failed.append(FailedRecord.of(delivery, f"exhausted_{deferred.reason}"))
                continue
            self._metrics.retry(code(deferred.reason))
            outgoing.append(retry_record(delivery, deferred, group=self._group, service=self._service, now_ms=now))
        self._count(batch, failed)
        outgoing.extend(dead_letter(each, group=self._group, service=self._service, now_ms=now) for each in failed)
        if not outgoing:
            return
        try:
            await self._publisher.send(outgoing)
        except TooLarge as large:
            self._set_too_large_aside(decoded, outcome, large)
            raise Retry(TOO_LARGE, 0.0) from None

    def _count(self, batch: list[Slice], failed: list[FailedRecord]) -> None:
        """Count, in the order of the records, which were used and which were not."""
        if not failed:
            self._limit.good()
            return
        positions = {each.position for each in failed}
        for partition, raws in batch:
            self._limit.note(Position(*partition, raw.offset) in positions for raw in raws)
        for each in failed:
            self._metrics.dead(each.origin.topic, code(each.reason))
            log.warning(
                "dead_letter",
                group=self._group,
                topic=each.origin.topic,
                partition=each.origin.partition,
                offset=each.origin.offset,
                reason=code(each.reason),
            )

    def _set_too_large_aside(self, decoded: Decoded, outcome: BatchOutcome, large: TooLarge) -> None:
        """Mark the delivery whose event is too large for the log, to leave it out when the batch is delivered again."""
        cause = outcome.events[large.index].caused_by if large.index < len(outcome.events) else None
        guilty = [each.position for each in decoded.deliveries if each.event.id == cause]
        if not guilty:
            raise large
        self._poison.update(dict.fromkeys(guilty, TOO_LARGE))
