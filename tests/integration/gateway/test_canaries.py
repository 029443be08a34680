"""Canaries over a real Kafka and MongoDB: they go the whole way, take turns, and one that stays away makes an age."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from chassis.canary_relay import through_outbox
from chassis.clock import FixedClock
from chassis.leases import Leases
from chassis.messaging import BatchConsumer, Delivery, Outgoing, Publisher
from chassis.messaging.canary import Canary, CanaryHop, forward
from chassis.messaging.kafka import KafkaLog
from chassis.mongo import Mongo
from chassis.outbox import Outbox, Relay
from chassis.service import Background
from chassis.timers import Timers
from contracts.registry import (
    ANALYTICS_CANARIES,
    CHANNEL_EVENTS,
    CRISIS_EVENTS,
    EVENT_CLASSES,
    INBOX_EVENTS,
    ROUTING_EVENTS,
    all_topics,
)
from gateway.application.canaries import CanaryReturns, CanaryTurns, CanaryWatch
from gateway.persistence.canaries import HOPS, Back, Canaries, CanaryFigures
from gateway.timers.canary_due import CANARY_TIMER, MessageCanary
from tests.unit.chassis.messaging.rig import until

Consumers = Mapping[str, BatchConsumer]
START = datetime(2026, 11, 28, 12, tzinfo=UTC)
MINUTE = 60.0


@dataclass
class Sent:
    """A publisher that only keeps what it was given."""

    live = ready = True
    problem = None
    records: list[Outgoing] = field(default_factory=list)

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    async def publish(self, events: Sequence[object]) -> None:
        raise AssertionError("canaries are records")

    async def send(self, records: Sequence[Outgoing]) -> None:
        self.records.extend(records)

    def brands(self) -> list[str]:
        taken, self.records = self.records, []
        return [dict(each.headers)["brand"].decode() for each in taken]


@dataclass
class Scene:
    mongo: Mongo
    clock: FixedClock
    canaries: Canaries
    sent: Sent

    def turns(self, brands: int, publisher: Publisher | None = None) -> CanaryTurns:
        return CanaryTurns(self.canaries, publisher or self.sent, self.clock, brands)

    async def integration(self, brand: str, *, enabled: bool = True, id_: str = "x") -> None:
        rows = self.mongo.brand_collection("integrations")
        await rows.write([rows.replace(brand, id_, {"id": id_, "enabled": enabled}, upsert=True)])

    async def ages(self) -> dict[str, float]:
        watch = CanaryWatch(self.canaries, self.clock)
        await watch.look()
        return {hop: watch.age_seconds(hop) for hop in HOPS}

    async def age(self) -> float:
        return max((await self.ages()).values())

    async def back(self, brand: str, sent_at: datetime, *hops: str) -> None:
        sent_ms = int(sent_at.timestamp() * 1000)
        back = [Canary(brand, sent_ms, hop) for hop in hops or HOPS]
        await CanaryReturns(self.canaries, self.clock)(back)

    async def figures(self) -> CanaryFigures:
        """Those of every service, which are the same."""
        (figures,) = set((await self.canaries.figures()).values())
        return figures


@pytest.fixture
async def scene(mongo_url: str, database_name: str) -> AsyncIterator[Scene]:
    mongo = await Mongo.connect(mongo_url, database_name)
    yield Scene(mongo, FixedClock(START), Canaries(mongo), Sent())
    await mongo.drop()
    await mongo.close()


@asynccontextmanager
async def on_their_way(scene: Scene, bootstrap: str, prefix: str) -> AsyncIterator[tuple[Publisher, Consumers]]:
    """Give the publisher, and the consumers of all services by name, as their wiring has them handle canaries."""
    log = KafkaLog(bootstrap, prefix=prefix, service="test")
    await log.ensure_topics(all_topics(), create=True)
    publisher, outbox = log.publisher(), Outbox(scene.mongo)
    relay = Relay(outbox, publisher, Leases(scene.mongo, "one", scene.clock))
    inbox, routing, crisis, counted = (
        [each.name] for each in (INBOX_EVENTS, ROUTING_EVENTS, CRISIS_EVENTS, ANALYTICS_CANARIES)
    )
    hops: list[tuple[str, list[str], CanaryHop]] = [
        ("inbox", [CHANNEL_EVENTS.name], forward("inbox", INBOX_EVENTS.name)),
        ("routing", inbox, through_outbox("routing", ROUTING_EVENTS.name, scene.mongo, outbox)),
        ("crisis", inbox, through_outbox("crisis", CRISIS_EVENTS.name, scene.mongo, outbox)),
        ("analytics", inbox + routing + crisis, forward("analytics", ANALYTICS_CANARIES.name, behind="inbox")),
        ("webhooks", inbox + routing + crisis + counted, CanaryReturns(scene.canaries, scene.clock)),
    ]

    async def handle(_: Sequence[Delivery]) -> tuple[()]:
        raise AssertionError("no handler is given a canary")

    consumers = {
        group: BatchConsumer(
            log, publisher, group=group, topics=topics, handler=handle, classes=EVENT_CLASSES, canary=hop
        )
        for group, topics, hop in hops
    }
    async with AsyncExitStack() as stack:
        parts: list[Background] = [publisher, relay, *consumers.values()]
        for part in parts:
            await part.start()
            stack.push_async_callback(part.stop)
        await until(lambda: publisher.ready)
        yield publisher, consumers


async def until_back(scene: Scene, *hops: str) -> None:
    async def came_back() -> bool:
        figures = await scene.canaries.figures()
        return all(figures[hop].last_back_at == scene.clock.now() for hop in hops)

    await until(came_back)


async def test_a_canary_goes_the_whole_way_and_is_back_from_every_service(
    scene: Scene, kafka_bootstrap: str, topic_prefix: str
) -> None:
    async with on_their_way(scene, kafka_bootstrap, topic_prefix) as (publisher, _):
        await scene.integration("klm")
        scene.clock.advance(5)
        await scene.turns(10, publisher).take("")
        await until_back(scene, *HOPS)
    assert await scene.figures() == CanaryFigures(None, START + timedelta(seconds=5))


@pytest.mark.parametrize("silent", ["crisis", "analytics"])
async def test_a_service_that_reads_no_more_is_named_in_four_minutes_and_no_other_is(
    scene: Scene, kafka_bootstrap: str, topic_prefix: str, silent: str
) -> None:
    others = [hop for hop in HOPS if hop != silent]
    async with on_their_way(scene, kafka_bootstrap, topic_prefix) as (publisher, consumers):
        await scene.integration("klm")
        await consumers[silent].stop()
        for _ in range(4):
            await scene.turns(10, publisher).take("")
            await until_back(scene, *others)
            scene.clock.advance(MINUTE)
    assert await scene.ages() == {silent: 4 * MINUTE, **dict.fromkeys(others, MINUTE)}


async def test_brands_take_turns_and_each_has_its_own_before_any_has_a_second(scene: Scene) -> None:
    for brand in ("a", "b", "c", "d", "e"):
        await scene.integration(brand)
        await scene.integration(brand, id_="another")
    await scene.integration("off", enabled=False)
    turns, after, seen = scene.turns(2), "", list[list[str]]()
    for _ in range(4):
        after = await turns.take(after)
        seen.append(scene.sent.brands())
    assert seen == [["a", "b"], ["c", "d"], ["e"], ["a", "b"]]


async def test_a_turn_that_ends_exactly_at_the_last_brand_is_followed_by_the_first(scene: Scene) -> None:
    for brand in ("a", "b"):
        await scene.integration(brand)
    turns = scene.turns(2)
    after = await turns.take("")
    scene.sent.brands()
    await turns.take(after)
    assert scene.sent.brands() == ["a", "b"]


async def test_nothing_is_awaited_where_nothing_was_ever_sent(scene: Scene) -> None:
    assert await scene.turns(10).take("") == ""
    scene.clock.advance(MINUTE)
    assert await scene.age() == 0.0


async def test_one_brand_whose_canary_stays_away_makes_an_age_though_others_come_back(scene: Scene) -> None:
    turns = scene.turns(10)
    for brand in ("away", "well"):
        await scene.integration(brand)
    for _ in range(5):
        await turns.take("")
        await scene.back("well", scene.clock.now())
        scene.clock.advance(MINUTE)
    assert await scene.age() == 5 * MINUTE


async def test_no_canary_at_all_makes_an_age_also_where_none_is_awaited(scene: Scene) -> None:
    await scene.integration("klm")
    await scene.turns(10).take("")
    await scene.back("klm", START)
    scene.clock.advance(10 * MINUTE)
    assert await scene.age() == 10 * MINUTE


async def test_a_canary_that_is_back_while_a_later_one_is_not_leaves_that_one_awaited(scene: Scene) -> None:
    await scene.integration("klm")
    for _ in range(3):
        await scene.turns(10).take("")
        scene.clock.advance(MINUTE)
    await scene.back("klm", START)
    assert (await scene.figures()).awaited_since == START
    await scene.back("klm", START + timedelta(minutes=2))
    assert (await scene.figures()).awaited_since is None
    await scene.back("klm", START + timedelta(minutes=1))
    assert (await scene.figures()).awaited_since is None


async def test_a_brand_that_gets_no_canary_any_more_is_awaited_no_longer(scene: Scene) -> None:
    for brand in ("a", "b", "z"):
        await scene.integration(brand)
    await scene.turns(10).take("")
    for brand in ("a", "b"):
        await scene.back(brand, START)
    await scene.integration("z", enabled=False)
    scene.clock.advance(MINUTE)
    await scene.turns(2).take(await scene.turns(2).take(""))
    for brand in ("a", "b"):
        await scene.back(brand, scene.clock.now())
    assert await scene.age() == 0.0


async def test_what_one_service_sent_on_is_back_from_that_one_alone(scene: Scene) -> None:
    await scene.integration("klm")
    await scene.turns(10).take("")
    await scene.back("klm", START, "inbox", "elsewhere")
    figures = await scene.canaries.figures()
    assert figures["inbox"] == CanaryFigures(None, START)
    assert {figures[hop] for hop in HOPS if hop != "inbox"} == {CanaryFigures(START, None)}


async def test_the_row_of_an_older_gateway_is_read_and_made_anew(scene: Scene) -> None:
    rows = scene.mongo.work_collection("canaries")
    await rows.insert_one({"_id": "klm", "sent_at": START, "awaited_since": START, "last_back_at": START})
    assert await scene.figures() == CanaryFigures(None, None)
    await scene.canaries.back([Back("klm", "inbox", START)], START)
    await scene.canaries.sent(["klm"], START)
    assert await rows.find_one({"_id": "klm"}) == {
        "_id": "klm",
        "sent_at": START,
        "awaited": dict.fromkeys(HOPS, START),
    }


async def test_one_process_sends_in_a_minute_though_there_are_three(scene: Scene) -> None:
    await scene.integration("klm")
    timers = Timers(scene.mongo, scene.clock)
    processes = [MessageCanary(timers, scene.turns(10)) for _ in range(3)]
    for each in processes:
        await each.start()
    for each in processes:
        await each(await timers.claim([CANARY_TIMER], 10, 30))
    assert scene.sent.brands() == ["klm"]
    scene.clock.advance(MINUTE)
    for each in processes:
        await each(await timers.claim([CANARY_TIMER], 10, 30))
    assert scene.sent.brands() == ["klm"]


async def test_off_means_that_nothing_is_sent_and_nothing_awaited(scene: Scene) -> None:
    await scene.integration("klm")
    timers = Timers(scene.mongo, scene.clock)
    await scene.turns(10).take("")
    await MessageCanary(timers, scene.turns(10)).start()
    off = MessageCanary(timers, scene.turns(0))
    await off(await timers.claim([CANARY_TIMER], 10, 30))
    await off.start()
    scene.clock.advance(MINUTE)
    assert await timers.claim([CANARY_TIMER], 10, 30) == []
    assert scene.sent.brands() == ["klm"]
    assert await scene.age() == 0.0
