"""How many dead letters in a row stop a service's consumers is a setting: an operator may have a flood set aside."""

from __future__ import annotations

from collections.abc import Sequence

from chassis.messaging import BatchConsumer, Delivery
from chassis.service import Assembly, Reads, Resources, Service
from chassis.service.consumers import Consumers
from contracts.event import Event
from contracts.registry import dead_topic
from contracts.topic import Topic
from tests.unit.chassis.messaging.rig import GROUP, ORDERS, SHOP_TOPICS, Shop, an_order, until

FLOOD = 10


async def _fails(batch: Sequence[Delivery]) -> Sequence[Event]:
    raise KeyError("nobody can use these")


async def _never(resources: Resources) -> Assembly:
    raise NotImplementedError


async def _consumer(shop: Shop, dead_limit: int) -> BatchConsumer:
    topic: Topic = next(each for each in SHOP_TOPICS if each.name == ORDERS)
    service = Service(GROUP, "", (), {}, _never, batch_records=20)
    consumer = Consumers(shop.log, shop.publisher, service, dead_limit).of(Reads([topic], _fails))
    shop.consumers.append(consumer)
    await consumer.start()
    await consumer.joined()
    return consumer


async def test_a_flood_stops_the_consumer_and_is_set_aside_once_the_limit_is_above_it(shop: Shop) -> None:
    await shop.put(*(an_order(number) for number in range(FLOOD)))
    stopped = await _consumer(shop, dead_limit=FLOOD)
    await until(lambda: not stopped.live)
    assert await shop.count(dead_topic(ORDERS, GROUP)) == 0

    await _consumer(shop, dead_limit=FLOOD + 1)
    assert len(await shop.read(dead_topic(ORDERS, GROUP), FLOOD)) <= FLOOD
    assert await shop.count(dead_topic(ORDERS, GROUP)) == FLOOD
