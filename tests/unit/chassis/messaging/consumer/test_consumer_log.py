"""A consumer tells its operator what it was assigned, what was slow and what comes again."""

import dataclasses
from collections.abc import Sequence

from structlog.testing import capture_logs

from chassis.errors import Unavailable
from chassis.messaging import Delivery
from chassis.messaging.testing import FakeLog
from contracts.event import Event
from tests.unit.chassis.messaging.rig import GROUP, QUICK, Seen, Shop, an_order, taking

SECRET = "order 1"  # the name of the brand of `an_order`, which is what a customer might have written


async def test_partitions_that_come_and_go_are_named(shop: Shop, fake_log: FakeLog) -> None:
    seen = Seen()
    with capture_logs() as lines:
        await shop.consume(taking(seen))
        await fake_log.rebalance(GROUP)
        await shop.put(an_order(1))
        await seen.have(["a-1"])
    told = [(line["event"], line["partitions"]["orders"]) for line in lines if "partitions" in line]
    assert told[:3] == [
        ("partitions_assigned", [0, 1, 2, 3]),
        ("partitions_revoked", [0, 1, 2, 3]),
        ("partitions_assigned", [0, 1, 2, 3]),
    ]


async def test_a_batch_that_comes_again_says_why_and_when(shop: Shop) -> None:
    seen, failures = Seen(), [Unavailable("mongodb", 0.01)]

    async def handle(batch: Sequence[Delivery]) -> Sequence[Event]:
        if failures:
            raise failures.pop()
        await seen.add(batch)
        return []

    with capture_logs() as lines:
        await shop.consume(handle)
        await shop.put(an_order(1))
        await seen.have(["a-1"])
    (line,) = [line for line in lines if line["event"] == "batch_retried"]
    assert (line["group"], line["reason"], line["records"]) == (GROUP, "mongodb_unavailable", 1)
    assert line["pause_seconds"] > 0
    assert SECRET not in str(lines)


async def test_only_a_batch_over_the_limit_is_slow(shop: Shop) -> None:
    seen = Seen()
    with capture_logs() as lines:
        consumer = await shop.consume(taking(seen), dataclasses.replace(QUICK, slow_seconds=0.0))
        await shop.put(an_order(1))
        await seen.have(["a-1"])
        await consumer.stop()
        await shop.consume(taking(seen))
        await shop.put(an_order(2))
        await seen.have(["a-2"])
        await shop.consumers[-1].stop()
    slow = [line for line in lines if line["event"] == "batch_slow"]
    assert [line["records"] for line in slow] == [1]
