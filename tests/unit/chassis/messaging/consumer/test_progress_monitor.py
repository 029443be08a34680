"""Lag is measured, and a stall is told from a quiet hour."""

import pytest
from prometheus_client import REGISTRY

from chassis.messaging.consumer.progress_monitor import ProgressMonitor, time_to_drain
from chassis.messaging.metrics import DRAIN_LIMIT_SECONDS, ConsumerMetrics
from tests.unit.chassis.messaging.records import P0, Clock, a_reader


async def test_no_progress_while_records_wait_is_a_stall() -> None:
    clock = Clock()
    monitor = ProgressMonitor(ConsumerMetrics("test", "stall", ["orders"]), 60, (), clock)
    reader = await a_reader(5)
    monitor.measure(reader)
    clock.now += 59
    assert (monitor.waiting, monitor.stalled) == (5, False)
    clock.now += 2
    assert monitor.stalled

    monitor.progress({P0: 4}, 4)
    monitor.measure(reader)
    assert (monitor.waiting, monitor.stalled) == (1, False)


async def test_a_quiet_hour_is_no_stall_when_the_first_record_comes() -> None:
    clock = Clock()
    monitor = ProgressMonitor(ConsumerMetrics("test", "quiet", ["orders"]), 60, (), clock)
    reader = await a_reader(2)
    monitor.progress({P0: 2}, 2)
    monitor.measure(reader)
    clock.now += 3600
    monitor.measure(reader)
    monitor.progress({P0: 1}, 0)
    clock.now += 2
    monitor.measure(reader)

    assert (monitor.waiting, monitor.stalled) == (1, False)


@pytest.mark.parametrize(
    ("waiting", "rate", "seconds"),
    [(0, 0.0, 0.0), (100, 50.0, 2.0), (1, 0.0, DRAIN_LIMIT_SECONDS), (10**9, 1e-9, DRAIN_LIMIT_SECONDS)],
)
def test_the_time_to_drain_is_a_number_of_at_most_a_week(waiting: int, rate: float, seconds: float) -> None:
    assert time_to_drain(waiting, rate) == seconds


async def test_a_consumer_that_handles_nothing_while_records_wait_shows_a_week() -> None:
    monitor = ProgressMonitor(ConsumerMetrics("test", "stuck", ["orders"]), 60, (), Clock())
    monitor.measure(await a_reader(5))
    labels = {"service": "test", "group": "stuck", "topics": "orders"}
    assert REGISTRY.get_sample_value("muster_consumer_time_to_drain_seconds", labels) == DRAIN_LIMIT_SECONDS


async def test_a_member_that_is_done_does_not_hide_another_of_its_group_that_is_behind() -> None:
    def to_drain(topics: str) -> float | None:
        labels = {"service": "test", "group": "two", "topics": topics}
        return REGISTRY.get_sample_value("muster_consumer_time_to_drain_seconds", labels)

    behind = ProgressMonitor(ConsumerMetrics("test", "two", ["orders"]), 60, (), Clock())
    behind.measure(await a_reader(5))
    done = ProgressMonitor(ConsumerMetrics("test", "two", ["answers"]), 60, (), Clock())
    done.measure(await a_reader(0))
    assert (to_drain("orders"), to_drain("answers")) == (DRAIN_LIMIT_SECONDS, 0.0)
