"""Fetches are held long only while the reader waits in a poll."""

from __future__ import annotations

from types import SimpleNamespace

from chassis.messaging.kafka.fetch_wait import CALM_SECONDS, FetchWait


def test_a_fetch_is_held_shortly_from_the_poll_that_found_something_to_the_next_poll() -> None:
    wait = FetchWait(busy_seconds=0.2)
    consumer = SimpleNamespace(_fetcher=SimpleNamespace(_fetch_max_wait_ms=0))
    held = []
    for found in (False, True):
        wait.polling(consumer)
        held.append(consumer._fetcher._fetch_max_wait_ms)
        wait.polled(consumer, found=found)
        held.append(consumer._fetcher._fetch_max_wait_ms)
    calm = CALM_SECONDS * 1000
    assert held == [calm, calm, calm, 200]
