"""Partitions of retry topics wait until their next record is due."""

import pytest

from chassis.messaging.consumer.delayed_partitions import DelayedPartitions
from tests.unit.chassis.messaging.records import P0, a_reader, a_record


async def test_a_record_that_is_not_due_delays_its_partition_until_then() -> None:
    reader = await a_reader(3)
    now = 5000
    delayed = DelayedPartitions(["orders"], lambda: now)
    raws = [a_record(0), a_record(1, due_ms=6000), a_record(2)]

    assert [raw.offset for raw in delayed.due(reader, P0, raws)] == [0]
    assert delayed.paused == {P0}
    assert delayed.seconds_to_next(5.0) == pytest.approx(1.0)
    assert not await reader.poll(10, 0.0)
    now = 6000
    delayed.release(reader)
    assert [raw.offset for raw in (await reader.poll(10, 0.0))[P0]] == [1, 2]
