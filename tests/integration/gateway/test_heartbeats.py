"""An integration that is late is said once, that it is back once, and neither is lost when a process dies between."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from chassis.clock import FixedClock
from chassis.lanes import Lanes
from chassis.mongo import Mongo
from chassis.outbox import Outbox
from chassis.timers import Timers
from gateway.application.heartbeats import HEARTBEAT_TIMER, Heartbeats
from gateway.application.webhook_intake import WebhookIntake
from gateway.application.webhook_notices import WebhookNotices
from gateway.domain.webhook_endpoint import LATE, RECOVERED, WebhookEndpoint
from gateway.persistence.base import INDEXES, WORK_INDEXES, StoreContext
from gateway.persistence.integrations import Integration, Integrations
from gateway.persistence.stats import Stats
from gateway.persistence.webhook_deliveries import WebhookDeliveries
from gateway.persistence.webhook_endpoints import WebhookEndpoints

START = datetime(2026, 4, 15, 9, tzinfo=UTC)
FORM = Integration("north", "north_form", "generic", "Form", True, {}, (), "", 1, START, None, None, 600, START)


@dataclass
class Scene:
    clock: FixedClock
    heartbeats: Heartbeats
    integrations: Integrations
    stats: Stats
    timers: Timers
    deliveries: WebhookDeliveries

    async def look(self) -> None:
        await self.heartbeats.take_up(await self.timers.claim([HEARTBEAT_TIMER], 10, 30))

    async def event(self) -> None:
        self.stats.count("north", "north_form", "accepted")
        self.stats._last["north", "north_form", "last_accepted_at"] = self.clock.now()
        await self.stats.flush()

    async def said(self) -> list[dict[str, Any]]:
        found = await self.deliveries.list("north", "ops", states=(), after=None, limit=50)
        whole = [await self.deliveries.get("north", "ops", each.id) for each in reversed(found)]
        return [json.loads(each.body) for each in whole if each is not None]


@pytest.fixture
async def scene(mongo_url: str, database_name: str) -> AsyncIterator[Scene]:
    mongo = await Mongo.connect(mongo_url, database_name)
    await mongo.ensure_indexes(INDEXES)
    await mongo.ensure_indexes(WORK_INDEXES, work=True)
    clock = FixedClock(START)
    context = StoreContext(mongo, Outbox(mongo), clock)
    endpoints, deliveries = WebhookEndpoints(context), WebhookDeliveries(context)
    types = ("gateway.*",)
    await endpoints.create(
        WebhookEndpoint("north", "ops", "Ops", "https://x", types, (), (), False, None, "", 1, START)
    )
    intake = WebhookIntake(endpoints, deliveries, Lanes(mongo, clock), clock)
    integrations, stats, timers = Integrations(context), Stats(context), Timers(mongo, clock)
    heartbeats = Heartbeats(integrations, stats, timers, WebhookNotices(intake, endpoints, clock), clock)
    yield Scene(clock, heartbeats, integrations, stats, timers, deliveries)
    await mongo.drop()
    await mongo.close()


async def test_late_and_back_again_are_each_said_once(scene: Scene) -> None:
    await scene.integrations.create(FORM)
    await scene.heartbeats.expect(FORM)
    await scene.event()
    scene.clock.advance(599)
    await scene.look()
    assert await scene.said() == []
    for _ in range(5):
        scene.clock.advance(61)
        await scene.look()
    (late,) = await scene.said()
    assert late["type"] == LATE
    assert late["data"]["integration"] == "north_form"
    assert datetime.fromisoformat(late["data"]["late_since"]) == START + timedelta(seconds=600)
    heartbeat = await scene.heartbeats.of(FORM)
    assert heartbeat is not None
    assert heartbeat.late_since == START + timedelta(seconds=600)

    await scene.event()
    for _ in range(3):
        scene.clock.advance(61)
        await scene.look()
    _, back = await scene.said()
    assert (back["type"], back["data"]["late_since"]) == (RECOVERED, late["data"]["late_since"])
    heartbeat = await scene.heartbeats.of(FORM)
    assert heartbeat is not None
    assert heartbeat.late_since is None

    scene.clock.advance(600)
    await scene.look()
    assert [each["type"] for each in await scene.said()] == [LATE, RECOVERED, LATE]


async def test_who_dies_between_saying_and_storing_says_it_again_under_the_same_id(scene: Scene) -> None:
    await scene.integrations.create(FORM)
    await scene.heartbeats.expect(FORM)
    scene.clock.advance(600)
    await scene.look()
    await scene.stats.set_late("north", "north_form", None)  # as if it had not been stored
    scene.clock.advance(61)
    await scene.look()
    assert [each["type"] for each in await scene.said()] == [LATE]


async def test_what_is_disabled_or_expects_nothing_is_not_watched(scene: Scene) -> None:
    await scene.integrations.create(FORM)
    await scene.heartbeats.expect(FORM)
    disabled = replace(FORM, enabled=False, version=2)
    await scene.integrations.change(disabled)
    await scene.heartbeats.expect(disabled)
    scene.clock.advance(6_000)
    await scene.look()
    assert await scene.said() == []
    assert await scene.timers.next_due([HEARTBEAT_TIMER], 1e6) is None
