"""How long the broker may hold a fetch that finds nothing: shortly while records come, longer when none do."""

from __future__ import annotations

import time
from collections.abc import Callable

from aiokafka import AIOKafkaConsumer

BUSY_MS = 100  # one fetch is under way per broker: a partition that was just read waits for it, this long at most
CALM_MS = 1_000  # then all partitions are in the fetch that is held, so whatever comes ends it at once
CALM_AFTER_SECONDS = 3.0


class FetchWait:
    """Sets the wait of a consumer's fetches by whether its polls find something."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._found_at = monotonic()

    def polled(self, consumer: AIOKafkaConsumer, *, found: bool) -> None:
        """Note a poll, before aiokafka makes its next fetch, which it does when the loop runs again."""
        now = self._monotonic()
        if found:
            self._found_at = now
        calm = now - self._found_at >= CALM_AFTER_SECONDS
        consumer._fetcher._fetch_max_wait_ms = CALM_MS if calm else BUSY_MS  # aiokafka has no public way
