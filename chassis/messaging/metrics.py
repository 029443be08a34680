"""Metrics of messaging; children are bound once, so that a record costs nothing and a batch little."""

from __future__ import annotations

from collections.abc import Collection

from prometheus_client import Counter, Gauge, Histogram

from chassis.messaging.brand_shares import BrandShares

GROUP = ("service", "group")
MEMBER = (*GROUP, "topics")  # a process may have several members of a group, each with topics of its own

RECORDS = Counter("muster_consumer_records", "Records by what became of them.", (*GROUP, "outcome"))
BATCHES = Counter("muster_consumer_batches", "Batches by what became of them.", (*GROUP, "outcome"))
SECONDS = Histogram(
    "muster_consumer_batch_seconds",
    "Time of a batch from the handler's call to the commit.",
    GROUP,
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
BATCH_RECORDS = Histogram(
    "muster_consumer_batch_records", "Records of a batch.", GROUP, buckets=(1, 2, 5, 10, 25, 50, 100, 250, 500, 1000)
)
DEAD = Counter("muster_consumer_dead_letters", "Records put into dead-letter topics.", (*GROUP, "topic", "reason"))
RETRIES = Counter("muster_consumer_retries", "Batches or records to try again.", (*GROUP, "reason"))
LAG = Gauge("muster_consumer_lag", "Records not handled yet.", (*GROUP, "topic", "partition"))
DRAIN_LIMIT_SECONDS = 604_800.0  # a week: longer than any threshold an operator sets, and a number, unlike infinity
DRAIN = Gauge(
    "muster_consumer_time_to_drain_seconds",
    "Lag by the recent rate; at most 604800 (a week), as while records wait and none is handled; 0 without lag.",
    MEMBER,
)
STOPPED = Gauge("muster_consumer_stopped", "1 when the consumer gave up and needs a person.", MEMBER)
PUBLISHED = Counter("muster_publisher_records", "Records sent, by what became of them.", ("service", "outcome"))
SEND_SECONDS = Histogram(
    "muster_publisher_send_seconds",
    "From the first record of a send to the acknowledgement of its last.",
    ("service",),
    buckets=(0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 0.8, 1, 2.5, 5, 10),
)
RECREATED = Counter("muster_publisher_recreated", "Times a wedged producer was replaced.", ("service",))
REASONS = 100  # distinct reason codes as labels; codes are few, a bug must not make them many


class ConsumerMetrics:
    """The children of one consumer.

    Args:
        service: Whose it is.
        group: The consumer group.
        topics: What it reads, without its retry topics.
    """

    def __init__(self, service: str, group: str, topics: Collection[str]) -> None:
        self._labels = (service, group)
        member = (service, group, " ".join(sorted(topics)))
        self.handled = RECORDS.labels(service, group, "handled")
        self.skipped = RECORDS.labels(service, group, "skipped")
        self.dropped = RECORDS.labels(service, group, "dropped")
        self.done = BATCHES.labels(service, group, "done")
        self.failed = BATCHES.labels(service, group, "failed")
        self.lost = BATCHES.labels(service, group, "lost")
        self.seconds = SECONDS.labels(service, group)
        self.batch_records = BATCH_RECORDS.labels(service, group)
        self.drain = DRAIN.labels(*member)
        self.stopped = STOPPED.labels(*member)
        self.brands = BrandShares(service, group)
        self._lag: dict[tuple[str, int], Gauge] = {}
        self._reasons: set[str] = set()

    def dead(self, topic: str, reason: str) -> None:
        """Count a dead letter."""
        DEAD.labels(*self._labels, topic, self._bounded(reason)).inc()

    def retry(self, reason: str) -> None:
        """Count a batch or a record to retry."""
        RETRIES.labels(*self._labels, self._bounded(reason)).inc()

    def lag(self, lags: dict[tuple[str, int], int]) -> None:
        """Show the lag of the partitions we own, and no longer that of those we do not."""
        for gone in self._lag.keys() - lags.keys():
            del self._lag[gone]
            LAG.remove(*self._labels, gone[0], str(gone[1]))
        for key, records in lags.items():
            if key not in self._lag:
                self._lag[key] = LAG.labels(*self._labels, key[0], str(key[1]))
            self._lag[key].set(records)

    def _bounded(self, reason: str) -> str:
        if reason not in self._reasons and len(self._reasons) >= REASONS:
            return "other"
        self._reasons.add(reason)
        return reason
