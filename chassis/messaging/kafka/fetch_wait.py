"""How long the broker may hold a fetch that finds nothing: long while the reader waits, shortly while it is at work."""

from __future__ import annotations

from aiokafka import AIOKafkaConsumer

BUSY_SECONDS = 0.1
CALM_SECONDS = 1.0


class FetchWait:
    """Sets the wait of a consumer's fetches, of which one is under way per broker.

    While the reader waits in a poll, all partitions are in the fetch that is held, and whatever comes ends it at once.
    While it is at work, a fetch may leave out partitions whose records were not taken yet; these then wait for it.
    """

    def __init__(self, busy_seconds: float = BUSY_SECONDS) -> None:
        self._busy = busy_seconds

    def polling(self, consumer: AIOKafkaConsumer) -> None:
        """The reader has nothing to do but wait."""
        self._set(consumer, CALM_SECONDS)

    def polled(self, consumer: AIOKafkaConsumer, *, found: bool) -> None:
        """The reader has something to do, if anything was found: before aiokafka makes its next fetch."""
        if found:
            self._set(consumer, self._busy)

    def _set(self, consumer: AIOKafkaConsumer, seconds: float) -> None:
        consumer._fetcher._fetch_max_wait_ms = round(seconds * 1000)  # aiokafka has no public way
