"""Two real processes on a real Kafka and MongoDB: one surge, one incident; one killed, nothing lost or doubled."""

from __future__ import annotations

import asyncio
import base64
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from chassis.errors import Unavailable
from chassis.messaging import Publisher
from chassis.messaging.kafka import KafkaLog
from chassis.mongo import Mongo
from chassis.outbox import Outbox
from chassis.service import prepare
from contracts.crisis import IncidentDeclared, PageSent, SignalRaised
from contracts.registry import all_topics
from deploy.local.preloaded import PreloadedChild, Preloader
from deploy.local.services import MODULES, is_ready
from deploy.stack import Child
from deploy.stack.ports import free_ports
from services.crisis.application.repositories import Repositories
from services.crisis.domain.callout import CalloutRules
from services.crisis.domain.escalation import EscalationLevel, EscalationPolicy
from services.crisis.domain.policy import CrisisPolicy
from services.crisis.persistence.collection import Scope
from services.crisis.persistence.documents import document
from services.crisis.persistence.unit_of_work import repositories
from services.crisis.settings import CrisisSettings
from services.crisis.wiring import service
from tests.support.crisis.builders import BRAND, a_message
from tests.support.whole_topic import events_of

CALM, CALM_SECONDS = 4, 10  # messages a second, and for how long
SURGE, TURNS = 300, 8
LATER_BUCKETS = 3  # watched on after the incident: what a second replica would declare on top comes in them

SETTINGS = CrisisSettings(bucket_seconds=1, warmup_buckets=4, clear_buckets=600, grace_seconds=0.5)


@dataclass
class World:
    """A log, a database, and the processes started over them."""

    log: KafkaLog
    mongo: Mongo
    store: Repositories
    outbox: Outbox
    environment: dict[str, str]
    folder: Path
    preloader: Preloader
    children: list[Child] = field(default_factory=list)
    urls: list[str] = field(default_factory=list)
    number: int = 0

    def start(self) -> Child:
        """Start one more crisis process."""
        name = f"crisis-{len(self.children)}"
        (port,) = free_ports(1)
        variables = {**self.environment, "MUSTER_CRISIS_PORT": str(port)}
        child = PreloadedChild(name, MODULES["crisis"], self.folder / f"{name}.log", self.preloader, variables)
        child.start()
        self.children.append(child)
        self.urls.append(f"http://127.0.0.1:{port}")
        return child

    async def ready(self) -> bool:
        """Whether each process has its part of the work."""
        return all([await asyncio.to_thread(is_ready, url) for url in self.urls])

    async def speak(self, publisher: Publisher, *times: datetime) -> None:
        """Publish a new message for each time it was stored at."""
        messages = [a_message(self.number + n, at) for n, at in enumerate(times)]
        self.number += len(messages)
        async with asyncio.timeout(60):
            while True:
                try:
                    return await publisher.publish(messages)
                except Unavailable as away:  # topics just made have no leader yet; the same again is always right
                    await asyncio.sleep(away.retry_after)

    async def counted(self) -> int:
        """Give how many messages were counted."""
        return sum(count.inbound for count in (await self.store.detection.counts(0, 2**40)).values())


@pytest.fixture
async def world(
    mongo_url: str, kafka_bootstrap: str, topic_prefix: str, tmp_path: Path, preloader: Preloader
) -> AsyncIterator[World]:
    """Give topics and a database of this test, with a policy that pages and calls out."""
    log = KafkaLog(kafka_bootstrap, prefix=topic_prefix, service="test")
    await log.ensure_topics(all_topics(), create=True)
    database = f"{topic_prefix}muster_crisis".replace(".", "_")
    mongo = await Mongo.connect(mongo_url, database)
    await prepare(mongo, service(CrisisSettings()))
    policy = CrisisPolicy(
        version=1,
        escalation=EscalationPolicy((EscalationLevel(("ann",), 600.0),)),
        callout=CalloutRules(enabled=False),
        detector=SETTINGS.detector(),
    )
    policies = mongo.brand_collection("policies")
    await policies.write([policies.replace(BRAND, "policy", document(policy), upsert=True)])
    key = base64.b64encode(b"k" * 32).decode()
    environment = {
        "MUSTER_KAFKA": kafka_bootstrap,
        "MUSTER_MONGO": mongo_url,
        "MUSTER_PREFIX": topic_prefix,
        "MUSTER_INTERNAL_KEY": key,
        "MUSTER_SEAL_KEY": key,
        **{
            f"MUSTER_CRISIS_{name.upper()}": str(getattr(SETTINGS, name))
            for name in ("bucket_seconds", "warmup_buckets", "clear_buckets", "grace_seconds")
        },
    }
    world = World(
        log, mongo, repositories(Scope(mongo, BRAND), policy), Outbox(mongo), environment, tmp_path, preloader
    )
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


async def watched_until(world: World, at: datetime) -> bool:
    """Whether the detector has stepped past this time."""
    stored = await world.store.detection.detector()
    return stored is not None and stored[0].next_start > at.timestamp()


@pytest.mark.timeout(240)
async def test_a_surge_over_two_replicas_of_which_one_is_killed_is_counted_and_declared_once(world: World) -> None:
    first, second = world.start(), world.start()
    publisher = world.log.publisher()
    await publisher.start()
    try:
        await eventually("the work of both", world.ready)
        ago = datetime.now(UTC) - timedelta(seconds=CALM_SECONDS)
        await world.speak(publisher, *[ago + timedelta(seconds=n // CALM) for n in range(CALM * CALM_SECONDS)])
        await eventually("counting", lambda: _is(world, CALM * CALM_SECONDS))
        for turn in range(TURNS):
            now = datetime.now(UTC)
            await world.speak(publisher, *[now] * SURGE)
            if turn == TURNS // 2:
                first.kill()  # with a part of the surge in its hands
        await eventually("counting after the kill", lambda: _is(world, CALM * CALM_SECONDS + TURNS * SURGE))
        await eventually("the incident", world.store.incidents.newest_open)
        await eventually("the page", lambda: world.mongo.brand_collection("pages").find(BRAND, {}))
        end = datetime.now(UTC) + timedelta(seconds=LATER_BUCKETS * SETTINGS.bucket_seconds)
        await eventually("some turns of the watch more", lambda: watched_until(world, end))
        await eventually("all of it told", lambda: _told(world))
        second.stop()  # and whatever it still had to tell is in the log
    finally:
        await publisher.stop()

    events = await events_of(world.log, "crisis.events")
    kinds = [type(event) for event in events]
    assert kinds.count(SignalRaised) == 1
    assert len({event.id for event in events if isinstance(event, IncidentDeclared)}) == 1
    assert len({event.id for event in events if isinstance(event, PageSent)}) == 1
    assert await world.counted() == CALM * CALM_SECONDS + TURNS * SURGE
    assert len(await world.mongo.brand_collection("incidents").find(BRAND, {})) == 1


async def _told(world: World) -> bool:
    return await world.outbox.waiting(1) == []


async def _is(world: World, count: int) -> bool:
    return await world.counted() == count
