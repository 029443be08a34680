"""The one place where crisis is put together; tests and production share it."""

from __future__ import annotations

import os
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from uuid import uuid4

import chassis.timers
from chassis.clock import Clock, SystemClock
from chassis.errors import Unavailable
from chassis.health import Health
from chassis.http import idempotency
from chassis.http.idempotency import IdempotencyStore
from chassis.leases import Leases
from chassis.messaging.consumer import BatchConsumer, ConsumerSettings
from chassis.messaging.log import EventLog
from chassis.messaging.ports import Healthy
from chassis.mongo import Mongo
from chassis.offsets import Offsets
from chassis.outbox import Outbox, Relay
from chassis.timers import TimerHandler, TimerRunner, Timers
from contracts.inbox import MessageStored
from contracts.routing import EmployeeChanged, StaffingReported
from contracts.topics import INBOX_EVENTS, ROUTING_EVENTS, all_topics
from services.crisis.adapters.minhash import RensaSigner
from services.crisis.application.callouts import OnWave
from services.crisis.application.paging import OnPageTimeout
from services.crisis.application.unit import Parts
from services.crisis.consumers.inbox_events import OnInboxEvents
from services.crisis.consumers.routing_events import OnRoutingEvents
from services.crisis.domain.policy import CrisisPolicy
from services.crisis.persistence.indexes import INDEXES
from services.crisis.persistence.store import CrisisStore
from services.crisis.settings import CrisisSettings
from services.crisis.timers.detect import OnDetect

GROUP = "crisis"


@dataclass(frozen=True, slots=True)
class Core:
    """Crisis over one database, without a log."""

    parts: Parts
    on_inbox: OnInboxEvents
    on_routing: OnRoutingEvents
    timers: dict[str, TimerHandler]


@dataclass(frozen=True, slots=True)
class Wired:
    """The running service."""

    parts: Parts
    idempotency: IdempotencyStore


async def prepare(mongo: Mongo) -> None:
    """Create indexes, or refuse to start when one differs."""
    await mongo.ensure_indexes(INDEXES)
    await mongo.ensure_indexes({**chassis.timers.INDEXES, **idempotency.INDEXES}, work=True)


def core(mongo: Mongo, settings: CrisisSettings, clock: Clock) -> Core:
    """Join the parts over a database."""
    store = CrisisStore(mongo, CrisisPolicy(detector=settings.detector()))
    parts = Parts(mongo, store, Outbox(mongo), Timers(mongo, clock), clock, settings)
    timers: dict[str, TimerHandler] = {
        "detect": OnDetect(parts),
        "page": OnPageTimeout(parts),
        "wave": OnWave(parts),
    }
    return Core(parts, OnInboxEvents(parts, Offsets(mongo, GROUP), RensaSigner()), OnRoutingEvents(parts), timers)


@asynccontextmanager
async def wire(
    settings: CrisisSettings, mongo_url: str, database: str, log: EventLog, health: Health
) -> AsyncIterator[Wired]:
    """Build everything, start it, and stop it in reverse."""
    clock = SystemClock()
    async with AsyncExitStack() as running:
        mongo = await Mongo.connect(mongo_url, database)
        running.push_async_callback(mongo.close)
        await prepare(mongo)
        await log.ensure_topics(all_topics(), create=False)
        made = core(mongo, settings, clock)
        publisher = log.publisher()
        leases = Leases(mongo, f"{socket.gethostname()}-{os.getpid()}-{uuid4().hex[:8]}", clock)
        limits = ConsumerSettings(max_records=settings.consumer_records)
        inbox = BatchConsumer(
            log,
            publisher,
            group=GROUP,
            topics=[INBOX_EVENTS.name],
            handler=made.on_inbox,
            settings=limits,
            types=[MessageStored],
        )
        routing = BatchConsumer(
            log,
            publisher,
            group=GROUP,
            topics=[ROUTING_EVENTS.name],
            handler=made.on_routing,
            settings=limits,
            types=[EmployeeChanged, StaffingReported],
        )
        timers = TimerRunner(made.parts.timers, made.timers, poll_seconds=settings.timer_poll_seconds)
        for part in (publisher, Relay(made.parts.outbox, publisher, leases), routing, inbox, timers):
            await part.start()
            running.push_async_callback(part.stop)
        health.add("mongodb", mongo.ping)
        checked: dict[str, Healthy] = {"publisher": publisher, "inbox": inbox, "routing": routing}
        for name, healthy in checked.items():
            health.add(name, Ready(healthy))
        health.started()
        yield Wired(made.parts, IdempotencyStore(mongo, clock))


class Ready:
    """A part's readiness as a health check."""

    def __init__(self, part: Healthy) -> None:
        self._part = part

    async def __call__(self) -> None:
        """Raise Unavailable while the part cannot work."""
        if not self._part.ready:
            raise Unavailable("kafka")
