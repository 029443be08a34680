"""Two real processes on a real Kafka and MongoDB: one surge, one incident; one killed, nothing lost or doubled."""

from __future__ import annotations

import asyncio
import base64
import os
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from chassis.messaging.kafka import KafkaLog
from chassis.messaging.ports import Partition, Publisher, Unavailable
from chassis.messaging.tail import Tail
from chassis.mongo import Mongo
from contracts.crisis import IncidentDeclared, PageSent, SignalRaised
from contracts.event import Event
from contracts.topics import PARTITIONS, all_topics
from deploy.stack import Child
from services.crisis.domain.callout import CalloutRules
from services.crisis.domain.escalation import EscalationPolicy, Level
from services.crisis.domain.policy import CrisisPolicy
from services.crisis.settings import CrisisSettings
from services.crisis.store.crisis import CrisisStore
from services.crisis.store.shapes import document
from services.crisis.wiring import prepare
from tests.unit.crisis.builders import BRAND, a_message

SETTINGS = CrisisSettings(bucket_seconds=1, warmup_buckets=4, smoothing_buckets=2, clear_buckets=600, grace_seconds=0.5)


@dataclass
class World:
    """A log, a database, and the processes started over them."""

    log: KafkaLog
    store: CrisisStore
    environment: dict[str, str]
    folder: Path
    children: list[Child] = field(default_factory=list)
    number: int = 0

    def start(self) -> Child:
        """Start one more crisis process."""
        name = f"crisis-{len(self.children)}"
        command = [sys.executable, "-m", "services.crisis.main"]
        child = Child(name, command, self.folder / f"{name}.log", environment=self.environment)
        child.start()
        self.children.append(child)
        return child

    async def speak(self, publisher: Publisher, count: int) -> None:
        """Publish so many new messages that were stored just now."""
        at = datetime.now(UTC)
        messages = [a_message(self.number + n, at) for n in range(count)]
        self.number += count
        async with asyncio.timeout(60):
            while True:
                try:
                    return await publisher.publish(messages)
                except Unavailable as away:  # topics just made have no leader yet; the same again is always right
                    await asyncio.sleep(away.retry_after)

    async def counted(self) -> int:
        """Give how many messages were counted."""
        return sum(count.inbound for count in (await self.store.counts(BRAND, 0, 2**40)).values())


@pytest.fixture
async def world(mongo_url: str, kafka_bootstrap: str, topic_prefix: str, tmp_path: Path) -> AsyncIterator[World]:
    """Give topics and a database of this test, with a policy that pages and calls out."""
    log = KafkaLog(kafka_bootstrap, prefix=topic_prefix, service="test")
    await log.ensure_topics(all_topics(), create=True)
    database = f"{topic_prefix}muster_crisis".replace(".", "_")
    mongo = await Mongo.connect(mongo_url, database)
    await prepare(mongo)
    policy = CrisisPolicy(
        version=1,
        escalation=EscalationPolicy((Level(("ann",), 600.0),)),
        callout=CalloutRules(enabled=False),
        detector=SETTINGS.detector(),
    )
    policies = mongo.brand_collection("policies")
    await policies.write([policies.replace(BRAND, "policy", document(policy), upsert=True)])
    key = base64.b64encode(b"k" * 32).decode()
    environment = {
        **os.environ,
        "MUSTER_KAFKA": kafka_bootstrap,
        "MUSTER_MONGO": mongo_url,
        "MUSTER_PREFIX": topic_prefix,
        "MUSTER_INTERNAL_KEY": key,
        "MUSTER_SEAL_KEY": key,
        "MUSTER_CRISIS_PORT": "0",
        **{
            f"MUSTER_CRISIS_{name.upper()}": str(getattr(SETTINGS, name))
            for name in ("bucket_seconds", "warmup_buckets", "smoothing_buckets", "clear_buckets", "grace_seconds")
        },
    }
    world = World(log, CrisisStore(mongo, policy), environment, tmp_path)
    yield world
    for child in world.children:
        child.kill()
    await mongo.drop()
    await mongo.close()


async def eventually(what: str, check: Any, seconds: float = 60.0) -> None:
    """Wait until `check` gives something true."""
    end = time.monotonic() + seconds
    while not await check():
        assert time.monotonic() < end, f"{what} did not come in {seconds:.0f} s"
        await asyncio.sleep(0.1)


async def read_all(log: KafkaLog, until: type[Event]) -> list[Event]:
    """Give what stands in crisis.events, from the beginning until the first of a kind and what came with it."""
    seen: list[Event] = []
    beginning = {Partition("crisis.events", number): 0 for number in range(PARTITIONS)}
    async with Tail(log, ["crisis.events"], start=beginning) as tail:
        try:
            async with asyncio.timeout(30):
                async for delivery in tail:
                    seen.append(delivery.event)
                    if isinstance(delivery.event, until):
                        break
            async with asyncio.timeout(2):  # what a second replica would have said on top comes within this
                async for delivery in tail:
                    seen.append(delivery.event)
        except TimeoutError:
            pass
    return seen


@pytest.mark.timeout(240)
async def test_a_surge_over_two_replicas_of_which_one_is_killed_is_counted_and_declared_once(world: World) -> None:
    first, _ = world.start(), world.start()
    publisher = world.log.publisher()
    await publisher.start()
    try:
        for _ in range(10):
            await world.speak(publisher, 4)
            await asyncio.sleep(1.0)
        await eventually("counting", lambda: _is(world, 40))
        for turn in range(8):
            await world.speak(publisher, 300)
            if turn == 2:
                first.kill()
            await asyncio.sleep(1.0)
        await eventually("counting after the kill", lambda: _is(world, 40 + 2400))
        await eventually("the incident", lambda: world.store.open_incident(BRAND))
    finally:
        await publisher.stop()

    events = await read_all(world.log, PageSent)
    kinds = [type(event) for event in events]
    assert kinds.count(SignalRaised) == 1
    assert len({event.id for event in events if isinstance(event, IncidentDeclared)}) == 1
    assert len({event.id for event in events if isinstance(event, PageSent)}) == 1
    assert await world.counted() == 2440
    assert len(await world.store["incidents"].find(BRAND, {})) == 1


async def _is(world: World, count: int) -> bool:
    return await world.counted() == count
