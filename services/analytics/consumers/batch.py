"""Batches of every topic this service reads: each event is counted exactly once."""

from __future__ import annotations

from collections.abc import Sequence

from chassis.errors import VersionConflict
from chassis.messaging import Delivery, Retry
from contracts.event import Event
from services.analytics.application.counting import Counting
from services.analytics.application.meaning import Readers
from services.analytics.application.ports import Partition
from services.analytics.consumers import conversion_events, crisis_events, inbox_events, routing_events

READERS = Readers(conversion_events.READERS, crisis_events.READERS, inbox_events.READERS, routing_events.READERS)


class OnEvents:
    """The batch handler. It publishes nothing."""

    def __init__(self, counting: Counting) -> None:
        self._counting = counting

    async def __call__(self, batch: Sequence[Delivery]) -> Sequence[Event]:
        """Count a batch; records that were counted before have no effect.

        Raises:
            Retry: Other processes counted the same numbers first, each time; the batch comes again after a pause, so
                that two processes do not race for ever.
        """
        events = {(delivery.event.brand, delivery.event.id): delivery.event for delivery in reversed(batch)}
        try:
            await self._counting.count(events, _next_offsets(batch))
        except VersionConflict as conflict:
            raise Retry("counted_elsewhere") from conflict
        return ()


def _next_offsets(batch: Sequence[Delivery]) -> dict[Partition, int]:
    """The next offset of each partition after a batch."""
    offsets: dict[Partition, int] = {}
    for delivery in batch:
        topic, number, offset = delivery.position
        offsets[topic, number] = max(offset + 1, offsets.get((topic, number), 0))
    return offsets
