"""How long the broker may hold a fetch: till anything comes while the reader waits, a bounded time while it works."""

from __future__ import annotations

from aiokafka import AIOKafkaConsumer

BUSY_SECONDS = 0.1
BUSY_BYTES = 250_000  # a reader at work that has an interval to the next batch is not waited for with less
CALM_SECONDS = 1.0


class FetchWait:
    """Sets the wait of a consumer's fetches, of which one is under way per broker.

    While the reader waits in a poll, all partitions are in the fetch that is held, and whatever comes ends it at once.
    While it is at work, a fetch may leave out partitions whose records were not taken yet; these then wait for it. With
    an interval it is held to the interval's end: what comes meanwhile is one answer, and not a first record that stops
    all fetches until it is taken.
    """

    def __init__(self, interval_seconds: float = 0.0) -> None:
        """`interval_seconds` lie at least between the beginnings of two batches."""
        self._busy = max(BUSY_SECONDS, interval_seconds)
        self._busy_bytes = BUSY_BYTES if interval_seconds else 1

    def polling(self, consumer: AIOKafkaConsumer) -> None:
        """The reader has nothing to do but wait."""
        self._set(consumer, CALM_SECONDS, 1)

    def polled(self, consumer: AIOKafkaConsumer, *, found: bool) -> None:
        """The reader has something to do, if anything was found: before aiokafka makes its next fetch."""
        if found:
            self._set(consumer, self._busy, self._busy_bytes)

    def _set(self, consumer: AIOKafkaConsumer, seconds: float, least_bytes: int) -> None:
        fetcher = consumer._fetcher  # aiokafka has no public way
        fetcher._fetch_max_wait_ms, fetcher._fetch_min_bytes = round(seconds * 1000), least_bytes
