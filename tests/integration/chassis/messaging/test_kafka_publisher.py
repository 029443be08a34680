"""The publisher on a Kafka that is away, that comes back, and whose idempotent producer wedges."""

import asyncio
import os
import random
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from chassis.errors import Unavailable
from chassis.messaging import Outgoing, TooLarge
from chassis.messaging.kafka import KafkaLog, PublisherSettings
from chassis.messaging.kafka.publisher import KafkaPublisher
from contracts.event import Event
from contracts.registry import dead_topic
from deploy.stack import KafkaCluster
from tests.support.promptness import AT_ONCE_SECONDS
from tests.unit.chassis.messaging.rig import GROUP, ORDERS, OUT, Seen, Shop, an_order, taking, until

HASTY = PublisherSettings(ack_seconds=0.8, wedge_seconds=1.0, connect_seconds=1.0, retry_seconds=0.1)

pytestmark = pytest.mark.timeout(180)  # one of these starts a Kafka of its own, to stop it


def wedge(publisher: KafkaPublisher) -> object:
    """Leave a gap in the sequence numbers, as a lost batch does: the broker refuses all that follows."""
    producer = publisher._producer
    assert producer is not None
    sequences = producer._txn_manager._sequence_numbers
    for partition in sequences:
        sequences[partition] += 5
    return producer


@pytest.fixture
def own_kafka(tmp_path: Path) -> Iterator[KafkaCluster]:
    cluster = KafkaCluster(tmp_path)
    cluster.start()
    try:
        cluster.wait()
        yield cluster
    finally:
        for child in cluster.children:
            os.kill(child.pid, signal.SIGCONT)
        cluster.stop()


async def insist(shop: Shop, *events: Event) -> None:
    """Publish, again while a busy machine is slower than these hasty settings."""
    while True:
        try:
            return await shop.put(*events)
        except Unavailable as away:
            await asyncio.sleep(away.retry_after)


async def test_a_broker_that_is_away_is_told_quickly_and_found_again(own_kafka: KafkaCluster) -> None:
    shop = Shop(KafkaLog(own_kafka.bootstrap, service="test", publishing=HASTY))
    await shop.open()
    seen = Seen()
    consumer = await shop.consume(taking(seen))
    await insist(shop, an_order(1))
    pid = own_kafka.children[0].pid

    os.kill(pid, signal.SIGSTOP)
    for _ in range(3):
        started = time.monotonic()
        with pytest.raises(Unavailable) as away:
            await shop.put(an_order(2))
        assert time.monotonic() - started < AT_ONCE_SECONDS
        assert away.value.retry_after > 0
    assert not shop.publisher.ready
    assert shop.publisher.live
    os.kill(pid, signal.SIGCONT)
    await shop.publisher_ready()

    await insist(shop, an_order(2), an_order(3))
    await seen.have(["a-1", "a-2", "a-3"])
    assert consumer.live
    await shop.close()


async def test_whoever_waits_for_the_topics_of_a_replaced_producer_hears_that_the_log_is_away(
    own_kafka: KafkaCluster,
) -> None:
    shop = Shop(KafkaLog(own_kafka.bootstrap, service="test", publishing=HASTY))
    await shop.open()
    pid = own_kafka.children[0].pid

    os.kill(pid, signal.SIGSTOP)
    sent = []
    for number in range(30):  # the first ones give up, and have the producer replaced under the others
        sent.append(asyncio.create_task(shop.put(an_order(number), topic="made-after-the-start")))
        await asyncio.sleep(HASTY.ack_seconds / 10)
    ended = await asyncio.gather(*sent, return_exceptions=True)
    os.kill(pid, signal.SIGCONT)
    await shop.close()

    assert {type(each) for each in ended} == {Unavailable}


async def test_a_log_that_is_away_at_the_start_is_waited_for() -> None:
    nowhere = KafkaLog("127.0.0.1:1", service="test", publishing=HASTY)
    shop = Shop(nowhere)
    await shop.publisher.start()
    with pytest.raises(Unavailable):
        await shop.put(an_order(1))
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.5):
            await shop.consume(taking(Seen()))

    (consumer,) = shop.consumers
    await until(lambda: consumer.problem is not None and "cannot read" in consumer.problem)
    assert consumer.live
    assert not consumer.ready
    await shop.close()


async def test_a_wedged_producer_is_replaced(kafka_bootstrap: str, topic_prefix: str) -> None:
    log = KafkaLog(kafka_bootstrap, prefix=topic_prefix, service="test", publishing=HASTY)
    shop = Shop(log)
    await shop.open()
    await shop.put(an_order(1), topic=OUT)
    publisher = shop.publisher
    assert isinstance(publisher, KafkaPublisher)
    wedged = wedge(publisher)

    with pytest.raises(Unavailable):
        await shop.put(an_order(2), topic=OUT)
    await until(lambda: publisher.ready)
    await shop.put(an_order(2), topic=OUT)

    assert publisher._producer is not wedged
    assert [each.event.id for each in await shop.read(OUT, 2)] == ["a-1", "a-2"]
    await shop.close()


async def test_publishers_at_once_all_end_when_the_producer_is_replaced(shop: Shop) -> None:
    publisher = shop.publisher
    assert isinstance(publisher, KafkaPublisher)
    await shop.put(an_order(0), topic=OUT)
    wedge(publisher)

    sent = await asyncio.gather(*(shop.put(an_order(n), topic=OUT) for n in range(20)), return_exceptions=True)
    assert {type(each) for each in sent} <= {Unavailable, type(None)}
    assert any(isinstance(each, Unavailable) for each in sent)
    await until(lambda: publisher.ready)
    await shop.put(an_order(99), topic=OUT)


async def test_an_event_over_the_limit_is_refused_before_anything_is_sent(shop: Shop) -> None:
    large = an_order(2).model_copy(update={"name": "x" * 6_000_000})

    with pytest.raises(TooLarge) as refused:
        await shop.put(an_order(1), large, topic=OUT)

    assert refused.value.index == 1
    assert await shop.count(OUT) == 0


async def test_the_largest_event_passes_and_is_read(shop: Shop) -> None:
    size = 4_900_000  # random, so that compression does not make it small
    large = Outgoing.of(an_order(1))._replace(topic=ORDERS, value=random.Random(7).randbytes(size))
    await shop.publisher.send([large])
    await shop.put(an_order(2), an_order(3))
    seen = Seen()
    await shop.consume(taking(seen))
    await seen.have(["a-2", "a-3"])

    assert len({delivery.position.partition for delivery in seen.deliveries}) == 1
    assert await shop.count(dead_topic(ORDERS, GROUP)) == 1
