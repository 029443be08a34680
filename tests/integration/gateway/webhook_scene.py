"""Webhooks out on a real store, with an endpoint that answers as a test says and a clock that it moves."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from chassis.clock import FixedClock
from chassis.lanes import Lanes
from chassis.mongo import Mongo
from chassis.outbox import Outbox
from contracts.event import Event
from gateway.application.features import Features
from gateway.application.webhook_intake import LoggedEvent, WebhookIntake
from gateway.application.webhook_lane import LEASE_SECONDS, WebhookLane
from gateway.application.webhook_notices import WebhookNotices
from gateway.application.webhook_parts import WebhookParts
from gateway.domain.webhook_delivery import Attempt, State, WebhookDelivery
from gateway.domain.webhook_endpoint import WebhookEndpoint
from gateway.persistence.base import INDEXES, WORK_INDEXES, StoreContext
from gateway.persistence.brands import Brands
from gateway.persistence.webhook_deliveries import WebhookDeliveries
from gateway.persistence.webhook_endpoints import WebhookEndpoints

BRAND = "north"
START = datetime(2026, 4, 15, 9, 0, tzinfo=UTC)


@dataclass
class Posting:
    """Answers at once as `status` says; one whose `hangs` is set waits for `let`. `says` is in its answers."""

    clock: FixedClock
    status: Callable[[WebhookDelivery], int] = lambda _: 200
    tried: list[str] = field(default_factory=list)
    under_way: Counter[str] = field(default_factory=Counter)
    most: Counter[str] = field(default_factory=Counter)
    hangs: set[str] = field(default_factory=set)
    let: asyncio.Event = field(default_factory=asyncio.Event)
    says: str = ""

    async def try_once(self, endpoint: WebhookEndpoint, delivery: WebhookDelivery) -> tuple[Attempt, float | None]:
        self.tried.append(delivery.id)
        self.under_way[endpoint.id] += 1
        self.most[endpoint.id] = max(self.most[endpoint.id], self.under_way[endpoint.id])
        if endpoint.id in self.hangs:
            await self.let.wait()
        await asyncio.sleep(0)
        self.under_way[endpoint.id] -= 1
        status = self.status(delivery)
        return Attempt(self.clock.now(), status, f"http_{status}", 1, self.says), None


@dataclass
class Scene:
    """One store, and the parts that a process has."""

    clock: FixedClock
    posting: Posting
    parts: WebhookParts
    intake: WebhookIntake
    brands: Brands

    async def endpoint(self, name: str = "crm", **fields: object) -> WebhookEndpoint:
        made = WebhookEndpoint(
            BRAND, name, name, "https://x", ("inbox.*", "gateway.*"), (), (), False, None, "", 1, self.clock.now()
        )
        made = replace(made, **fields)  # type: ignore[arg-type]  # the fields of an endpoint
        await self.parts.endpoints.create(made)
        return made

    async def happen(self, *ids: str, subject: str = "") -> None:
        await self.intake.take([a_message(each, subject or each, self.clock.now()) for each in ids])

    async def work(self) -> None:
        """What a process does that looks now: claim what is awake, and work until it rests."""
        while lanes := await self.parts.lanes.claim(100, LEASE_SECONDS):
            await asyncio.gather(*(WebhookLane(self.parts, lane).run() for lane in lanes))

    async def disabled(self) -> str | None:
        endpoint = await self.parts.endpoints.get(BRAND, "crm")
        assert endpoint is not None
        return endpoint.disabled

    async def all_delivered(self, endpoint: str) -> bool:
        return set((await self.states(endpoint)).values()) == {"delivered"}

    async def is_under_way(self) -> bool:
        return self.posting.under_way["crm"] > 0

    async def until(self, true: Callable[[], Awaitable[bool]]) -> None:
        async with asyncio.timeout(20):
            while True:
                if await true():
                    return
                await asyncio.sleep(0.01)

    async def states(self, endpoint: str = "crm") -> dict[str, State]:
        found = await self.parts.deliveries.list(BRAND, endpoint, states=(), after=None, limit=1_000)
        return {each.id: each.state for each in found}


def a_message(id_: str, subject: str, at: datetime) -> LoggedEvent:
    """Give an event of a subject as it stands in the log since a time."""
    event = Event(id=id_, brand=BRAND, subject=subject, at=at)
    return LoggedEvent(event, "inbox.message_stored.v1", event.to_bytes(), at)


@contextlib.asynccontextmanager
async def a_scene(mongo_url: str, database: str) -> AsyncIterator[Scene]:
    """Give a scene on a database of its own."""
    mongo = await Mongo.connect(mongo_url, database)
    await mongo.ensure_indexes(INDEXES)
    await mongo.ensure_indexes(WORK_INDEXES, work=True)
    clock = FixedClock(START)
    context = StoreContext(mongo, Outbox(mongo), clock)
    endpoints, deliveries, lanes = WebhookEndpoints(context), WebhookDeliveries(context), Lanes(mongo, clock)
    intake = WebhookIntake(endpoints, deliveries, lanes, clock)
    posting = Posting(clock)
    notices = WebhookNotices(intake, endpoints, clock)
    brands = Brands(context)
    parts = WebhookParts(endpoints, deliveries, lanes, posting, notices, Features(brands), clock)  # type: ignore[arg-type]
    yield Scene(clock, posting, parts, intake, brands)
    await mongo.drop()
    await mongo.close()
