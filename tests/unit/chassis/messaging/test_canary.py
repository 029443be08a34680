"""Canaries pass a consumer behind the records before them, and are nothing to who was not given a hop."""

import time
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from prometheus_client import REGISTRY

from chassis.errors import Unavailable
from chassis.messaging import BatchConsumer, Outgoing
from chassis.messaging.canary import Canary, CanaryHop, forward
from chassis.messaging.decoding import Decoded, Decoder
from chassis.messaging.ports import Partition
from chassis.messaging.testing import FakeLog, FakeRecord
from contracts.registry import EVENT_CLASSES
from tests.unit.chassis.messaging.rig import GROUP, ORDERS, OUT, QUICK, Seen, Shop, an_order, taking, until

SENT = Canary("klm", 1_700_000_000_000, "gateway")


def as_fetched(record: Outgoing, offset: int = 0) -> FakeRecord:
    return FakeRecord(offset, record.key, record.value, record.headers, 0)


async def consume(shop: Shop, seen: Seen, hop: CanaryHop | None) -> BatchConsumer:
    consumer = BatchConsumer(
        shop.log,
        shop.publisher,
        group=GROUP,
        topics=[ORDERS],
        handler=taking(seen),
        classes=EVENT_CLASSES,
        settings=replace(QUICK, unknown_types=True),
        canary=hop,
    )
    shop.consumers.append(consumer)
    await consumer.start()
    await consumer.joined()
    return consumer


def canaries_in(fake_log: FakeLog, topic: str) -> list[Canary]:
    written = [record for position, record in fake_log.written if position.topic == topic]
    return [canary for each in written if (canary := Canary.of(each)) is not None]


def has_committed(fake_log: FakeLog, records: int) -> bool:
    return sum(fake_log.committed(GROUP).values()) == records


def observed(hop: str) -> tuple[float, float]:
    sample = REGISTRY.get_sample_value
    return tuple(sample(f"muster_canary_seconds_{each}", {"hop": hop}) or 0.0 for each in ("count", "sum"))  # type: ignore[return-value] # two names, two numbers


def test_a_canary_is_read_from_its_record_as_it_was_sent() -> None:
    assert Canary.of(as_fetched(SENT.record(ORDERS))) == SENT
    assert SENT.record(ORDERS).value is None


def test_the_canaries_of_a_brand_keep_to_one_key_on_every_hop() -> None:
    onward = SENT.onward("inbox")
    assert onward.record(OUT).key == SENT.record(ORDERS).key == b"klm/canary"
    assert dict(onward.record(OUT).headers)["ce_id"] != dict(SENT.record(OUT).headers)["ce_id"]


def test_a_reader_that_knows_nothing_of_canaries_skips_one_whatever_it_asks_for() -> None:
    for classes, unknown in ((EVENT_CLASSES, False), (EVENT_CLASSES, True), ({}, True)):
        decoded = Decoded()
        decoder = Decoder(classes, unknown=unknown)
        decoder.decode(Partition(ORDERS, 0), [as_fetched(SENT.record(ORDERS))], decoded)
        assert (decoded.deliveries, decoded.failed, decoded.skipped) == ([], [], 1)


def test_another_record_without_a_value_is_no_canary() -> None:
    decoded = Decoded()
    Decoder(EVENT_CLASSES).decode(Partition(ORDERS, 0), [FakeRecord(0, b"k", None, (), 0)], decoded)
    assert (decoded.canaries, decoded.skipped) == ([], 1)


async def test_a_canary_goes_on_once_the_records_before_it_are_handled(shop: Shop, fake_log: FakeLog) -> None:
    seen = Seen()
    now = Canary("klm", time.time_ns() // 1_000_000 - 2_000, "gateway")
    count, total = observed("shop")
    await shop.put(an_order(1, "klm"))
    await shop.publisher.send([now.record(ORDERS)])

    await consume(shop, seen, forward("shop", OUT))
    await until(lambda: canaries_in(fake_log, OUT) == [now.onward("shop")])

    assert seen.ids == ["klm-1"]
    assert observed("shop")[0] == count + 1
    assert 2.0 <= observed("shop")[1] - total < 30.0


async def test_without_a_hop_a_canary_ends_unseen_and_is_committed(shop: Shop, fake_log: FakeLog) -> None:
    seen = Seen()
    await shop.publisher.send([SENT.record(ORDERS)])
    consumer = await consume(shop, seen, None)
    await until(partial(has_committed, fake_log, 1))

    assert consumer.ready
    assert seen.ids == []
    assert canaries_in(fake_log, OUT) == []


async def test_a_canary_that_cannot_go_on_is_lost_and_holds_no_record_up(shop: Shop, fake_log: FakeLog) -> None:
    async def away(_: Sequence[Canary]) -> Sequence[Outgoing]:
        raise Unavailable("mongodb")

    async def broken(_: Sequence[Canary]) -> Sequence[Outgoing]:
        raise KeyError

    for number, hop in enumerate((away, broken), 1):
        seen = Seen()
        await shop.publisher.send([SENT.record(ORDERS)])
        await shop.put(an_order(number))
        consumer = await consume(shop, seen, hop)
        await seen.have([f"a-{number}"])
        await until(partial(has_committed, fake_log, 2 * number))
        await consumer.stop()
        assert len(seen.ids) == 1


async def test_who_meets_a_canary_in_several_topics_sends_on_the_one_of_the_service_it_names() -> None:
    count, _ = observed("tally")
    sent = [replace(SENT, passed=each) for each in ("inbox", "routing", "crisis")]
    records = await forward("tally", OUT, behind="inbox")(sent)
    assert [Canary.of(as_fetched(each)) for each in records] == [SENT.onward("tally")]
    assert observed("tally")[0] == count + 1
