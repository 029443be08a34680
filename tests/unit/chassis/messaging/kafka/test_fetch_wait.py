"""Fetches are held longer only when nothing has come for a while."""

from __future__ import annotations

from types import SimpleNamespace

from chassis.messaging.kafka.fetch_wait import BUSY_MS, CALM_AFTER_SECONDS, CALM_MS, FetchWait


def test_a_fetch_is_held_longer_when_nothing_came_for_a_while_and_shortly_after_the_next_record() -> None:
    now = [0.0]
    wait = FetchWait(lambda: now[0])
    consumer = SimpleNamespace(_fetcher=SimpleNamespace(_fetch_max_wait_ms=BUSY_MS))
    held = []
    for seconds, found in ((0.0, True), (1.0, False), (CALM_AFTER_SECONDS, False), (CALM_AFTER_SECONDS + 1, True)):
        now[0] = seconds
        wait.polled(consumer, found=found)
        held.append(consumer._fetcher._fetch_max_wait_ms)
    assert held == [BUSY_MS, BUSY_MS, CALM_MS, BUSY_MS]
