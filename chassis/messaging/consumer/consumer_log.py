"""What a consumer tells its operator: partitions that come and go, batches that are slow or come again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

import structlog

from chassis.messaging.ports import Partition

log = structlog.get_logger(__name__)


class ConsumerLog:
    """The lines of one consumer.

    Args:
        group: The consumer group.
        slow_seconds: A batch that takes longer is slow.
    """

    def __init__(self, group: str, slow_seconds: float) -> None:
        self._group = group
        self._slow = slow_seconds

    def assigned(self, partitions: Collection[Partition]) -> None:
        """The group gave us these partitions, and no others."""
        log.info("partitions_assigned", group=self._group, partitions=_by_topic(partitions))

    def revoked(self, partitions: Collection[Partition], *, in_time: bool) -> None:
        """Partitions are given away; not in time when the batch under way outlived them."""
        log.info("partitions_revoked", group=self._group, partitions=_by_topic(partitions))
        if not in_time:
            log.warning("batch_outlived_its_partitions", group=self._group)

    def took(self, seconds: float, records: int) -> None:
        """A batch was handled; only a slow one is worth a line."""
        if seconds > self._slow:
            log.warning("batch_slow", group=self._group, seconds=round(seconds, 3), records=records)

    def comes_again(self, reason: str, records: int, pause_seconds: float) -> None:
        """A batch failed for a reason that passes, and is taken again after the pause."""
        seconds = round(pause_seconds, 3)
        log.warning("batch_retried", group=self._group, reason=reason, records=records, pause_seconds=seconds)


def _by_topic(partitions: Collection[Partition]) -> dict[str, list[int]]:
    numbers: dict[str, list[int]] = defaultdict(list)
    for topic, number in sorted(partitions):
        numbers[topic].append(number)
    return dict(numbers)
