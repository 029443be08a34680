"""An integration is late when no event came for as long as one is expected, counted from when that began to hold."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from gateway.domain.heartbeat import Heartbeat

NOW = datetime(2026, 4, 15, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_before_the_first_event_the_expectation_itself_begins_the_wait() -> None:
    heartbeat = Heartbeat(HOUR, NOW, None, None)
    assert heartbeat.due_at == NOW + HOUR
    assert not heartbeat.is_late(NOW + HOUR - timedelta(seconds=1))
    assert heartbeat.is_late(NOW + HOUR)


def test_the_last_event_counts_where_it_came_later() -> None:
    assert Heartbeat(HOUR, NOW, NOW + HOUR, None).due_at == NOW + 2 * HOUR
    assert Heartbeat(HOUR, NOW, NOW - HOUR, None).due_at == NOW + HOUR
