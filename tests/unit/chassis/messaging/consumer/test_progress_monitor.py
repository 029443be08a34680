"""Lag is measured, and a stall is told from a quiet hour."""

from chassis.messaging.consumer.progress_monitor import ProgressMonitor
from chassis.messaging.metrics import ConsumerMetrics
from tests.unit.chassis.messaging.records import P0, Clock, a_reader


async def test_no_progress_while_records_wait_is_a_stall() -> None:
    clock = Clock()
    monitor = ProgressMonitor(ConsumerMetrics("test", "stall"), 60, (), clock)
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
    monitor = ProgressMonitor(ConsumerMetrics("test", "quiet"), 60, (), clock)
    reader = await a_reader(2)
    monitor.progress({P0: 2}, 2)
    monitor.measure(reader)
    clock.now += 3600
    monitor.measure(reader)
    monitor.progress({P0: 1}, 0)
    clock.now += 2
    monitor.measure(reader)

    assert (monitor.waiting, monitor.stalled) == (1, False)
