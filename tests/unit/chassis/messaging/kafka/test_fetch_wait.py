"""Fetches are held long only while the reader waits in a poll."""

from __future__ import annotations

from types import SimpleNamespace

from chassis.messaging.kafka.fetch_wait import BUSY_BYTES, CALM_SECONDS, FetchWait

CALM = (CALM_SECONDS * 1000, 1)


def held_over(wait: FetchWait) -> list[tuple[int, int]]:
    """Milliseconds and bytes of the next fetch after each step of a poll without and one with records."""
    fetcher = SimpleNamespace(_fetch_max_wait_ms=0, _fetch_min_bytes=1)
    consumer, held = SimpleNamespace(_fetcher=fetcher), []
    for found in (False, True):
        wait.polling(consumer)
        held.append((fetcher._fetch_max_wait_ms, fetcher._fetch_min_bytes))
        wait.polled(consumer, found=found)
        held.append((fetcher._fetch_max_wait_ms, fetcher._fetch_min_bytes))
    return held


def test_a_fetch_is_held_to_the_end_of_the_interval_from_the_poll_that_found_something_to_the_next_poll() -> None:
    assert held_over(FetchWait(interval_seconds=0.2)) == [CALM, CALM, CALM, (200, BUSY_BYTES)]


def test_without_an_interval_it_is_held_shortly_and_for_any_record() -> None:
    assert held_over(FetchWait()) == [CALM, CALM, CALM, (100, 1)]
