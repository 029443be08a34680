"""A rig of crisis on a real MongoDB: the core without a log, a clock moved by hand, timers run when a test says so."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from chassis.clock import FixedClock
from chassis.messaging.testing import a_delivery
from chassis.mongo import Mongo
from chassis.service import prepare
from chassis.timers import TimerRunner
from contracts.event import Event, event_class
from services.crisis.domain.incident import Entry, Incident
from services.crisis.domain.policy import CrisisPolicy
from services.crisis.persistence.documents import document
from services.crisis.settings import CrisisSettings
from services.crisis.wiring import Core, core, service
from tests.unit.crisis.builders import BRAND, NOON, a_message, a_staffing, a_volunteer

SETTINGS = CrisisSettings(bucket_seconds=60, warmup_buckets=20, clear_buckets=3, smoothing_buckets=3, grace_seconds=2)


@dataclass
class Rig:
    """Crisis as the tests drive it."""

    mongo: Mongo
    clock: FixedClock
    core: Core
    offset: int = 0
    number: int = 0
    sent: list[list[Event]] = field(default_factory=list)

    def another(self) -> Core:
        """Give a second process over the same database."""
        return core(self.mongo, SETTINGS, self.clock)

    async def hear(self, events: Sequence[Event], offset: int | None = None) -> None:
        """Hand a batch of inbox events to the consumer, at the next offsets of the log."""
        first = self.offset if offset is None else offset
        batch = [a_delivery(event, offset=first + n) for n, event in enumerate(events)]
        await self.core.on_inbox(batch)
        self.offset = max(self.offset, first + len(events))

    async def minutes(self, count: int, each: int, *, mood: str = "neutral", text: str = "") -> None:
        """Let minutes pass with so many messages in each, and the watch look on after every one."""
        for _ in range(count):
            at = self.clock.now() + timedelta(seconds=1)
            messages = [a_message(self.number + n, at, mood=mood, text=text) for n in range(each)]
            self.number += each
            if messages:
                await self.hear(messages)
            self.clock.advance(60)
            await self.turn()

    async def turn(self, process: Core | None = None) -> None:
        """Run what is due, until nothing is."""
        made = process or self.core
        runner = TimerRunner(made.parts.timers, made.timers)
        for _ in range(50):
            if await runner.turn() == 0:
                return
        raise AssertionError("timers never come to rest")

    async def volunteers(self, count: int, **fields: Any) -> None:
        """Enter volunteers into the copy of the directory."""
        changed = [a_volunteer(n, self.clock.now(), **fields) for n in range(count)]
        await self.core.on_routing([a_delivery(event, offset=n) for n, event in enumerate(changed)])

    async def staffing(self, **fields: Any) -> None:
        """Say who works now."""
        await self.core.on_routing([a_delivery(a_staffing(self.clock.now(), **fields), offset=0)])

    async def policy(self, policy: CrisisPolicy, brand: str = BRAND) -> None:
        """Write a brand's policy."""
        policies = self.core.parts.store["policies"]
        await policies.write([policies.replace(brand, "policy", document(policy), upsert=True)])

    async def told(self, kind: type[Event] | None = None) -> list[Any]:
        """Give the events that wait for publication, in order."""
        events = []
        for row in await self.core.parts.outbox.waiting(10_000):
            found = event_class(row["type"])
            assert found is not None
            events.append(found.model_validate_json(row["body"]))
        return [event for event in events if kind is None or isinstance(event, kind)]

    async def incidents(self, brand: str = BRAND) -> list[Incident]:
        """Give all incidents of a brand."""
        return await self.core.parts.store.many("incidents", Incident, brand, {})

    async def timeline(self, incident: str) -> list[Entry]:
        """Give an incident's timeline."""
        order = [("at", 1), ("_id", 1)]
        return await self.core.parts.store.many("timeline", Entry, BRAND, {"incident": incident}, sort=order)

    async def inbound(self, brand: str = BRAND) -> int:
        """Give how many messages were counted."""
        counts = await self.core.parts.store.counts(brand, 0, 2**40)
        return sum(count.inbound for count in counts.values())


@pytest.fixture
async def rig(mongo_url: str, database_name: str) -> AsyncIterator[Rig]:
    """Give crisis over a database of this test."""
    mongo = await Mongo.connect(mongo_url, database_name)
    await prepare(mongo, service(CrisisSettings()))
    clock = FixedClock(NOON)
    yield Rig(mongo, clock, core(mongo, SETTINGS, clock))
    await mongo.drop()
    await mongo.close()
