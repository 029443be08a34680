"""Several real processes of crisis over one Kafka and one MongoDB, for tests of what happens when one is killed."""

from __future__ import annotations

import asyncio
import base64
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from chassis.errors import Unavailable
from chassis.messaging import Publisher
from chassis.messaging.kafka import KafkaLog
from chassis.mongo import Mongo
from chassis.outbox import Outbox
from chassis.service import prepare
from contracts.event import Event
from contracts.registry import all_topics
from deploy.local.preloaded import PreloadedChild, Preloader
from deploy.local.services import MODULES, is_ready
from deploy.stack import Child
from deploy.stack.ports import free_ports
from services.crisis.application.repositories import Repositories
from services.crisis.domain.policy import CrisisPolicy
from services.crisis.persistence.collection import Scope
from services.crisis.persistence.documents import document
from services.crisis.persistence.unit_of_work import repositories
from services.crisis.settings import CrisisSettings
from services.crisis.wiring import service

KEY = b"k" * 32


@dataclass
class World:
    """A log, a database, and the processes started over them."""

    log: KafkaLog
    mongo: Mongo
    outbox: Outbox
    environment: dict[str, str]
    folder: Path
    preloader: Preloader
    children: list[Child] = field(default_factory=list)
    urls: list[str] = field(default_factory=list)

    def start(self, more: Mapping[str, str] | None = None) -> Child:
        """Start one more crisis process, with settings on top."""
        name = f"crisis-{len(self.children)}"
        (port,) = free_ports(1)
        variables = {**self.environment, "MUSTER_CRISIS_PORT": str(port), **(more or {})}
        child = PreloadedChild(name, MODULES["crisis"], self.folder / f"{name}.log", self.preloader, variables)
        child.start()
        self.children.append(child)
        self.urls.append(f"http://127.0.0.1:{port}")
        return child

    async def ready(self) -> bool:
        """Whether each process has its part of the work."""
        return all([await asyncio.to_thread(is_ready, url) for url in self.urls])

    async def publish(self, publisher: Publisher, events: list[Event]) -> None:
        """Publish events."""
        async with asyncio.timeout(60):
            while True:
                try:
                    return await publisher.publish(events)
                except Unavailable as away:  # topics just made have no leader yet; the same again is always right
                    await asyncio.sleep(away.retry_after)

    async def write_policy(self, brand: str, policy: CrisisPolicy) -> None:
        """Have a brand's policy."""
        policies = self.mongo.brand_collection("policies")
        await policies.write([policies.replace(brand, "policy", document(policy), upsert=True)])

    def store(self, brand: str) -> Repositories:
        """Give a brand's repositories."""
        return repositories(Scope(self.mongo, brand), CrisisPolicy())

    async def told(self) -> bool:
        """Whether all that was to be told is in the log."""
        return await self.outbox.waiting(1) == []


@asynccontextmanager
async def a_world(
    mongo_url: str, kafka_bootstrap: str, prefix: str, folder: Path, preloader: Preloader, settings: CrisisSettings
) -> AsyncIterator[World]:
    """Give topics and a database of one test; the processes have those of `settings` that differ from the usual."""
    log = KafkaLog(kafka_bootstrap, prefix=prefix, service="test")
    await log.ensure_topics(all_topics(), create=True)
    mongo = await Mongo.connect(mongo_url, f"{prefix}muster_crisis".replace(".", "_"))
    await prepare(mongo, service(CrisisSettings()))
    key = base64.b64encode(KEY).decode()
    environment = {
        "MUSTER_KAFKA": kafka_bootstrap,
        "MUSTER_MONGO": mongo_url,
        "MUSTER_PREFIX": prefix,
        "MUSTER_INTERNAL_KEY": key,
        "MUSTER_SEAL_KEY": key,
        **{f"MUSTER_CRISIS_{name.upper()}": str(getattr(settings, name)) for name in settings.model_fields_set},
    }
    world = World(log, mongo, Outbox(mongo), environment, folder, preloader)
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
