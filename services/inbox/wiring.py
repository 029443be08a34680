"""The one place where the inbox is put together; tests and production share it."""

from __future__ import annotations

import os
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from typing import Protocol
from uuid import uuid4

import chassis.timers
from channels.addresses import Reach
from channels.outward import HttpOutward
from chassis.clock import Clock, SystemClock
from chassis.errors import Unavailable
from chassis.health import Health
from chassis.http import idempotency
from chassis.http.idempotency import IdempotencyStore
from chassis.leases import Leases
from chassis.messaging.compacted import CompactedReader
from chassis.messaging.consumer import BatchConsumer, ConsumerSettings
from chassis.messaging.dead_letters import DeadLetters
from chassis.messaging.log import EventLog
from chassis.messaging.ports import Handler, Healthy
from chassis.mongo import Mongo
from chassis.outbox import Outbox, Relay
from chassis.seal import Sealer
from chassis.settings import CommonSettings
from chassis.timers import TimerRunner, Timers
from contracts.topics import (
    CHANNEL_EVENTS,
    GATEWAY_DIRECTORY,
    INBOX_EVENTS,
    READERS,
    all_topics,
    dead_topic,
    retry_topic,
)
from services.inbox.adapters.channel_sending import ChannelSending, Sending
from services.inbox.adapters.dead_letter_counts import LetterCounts
from services.inbox.adapters.reading import detector, term_finder
from services.inbox.application.commands import Commands
from services.inbox.application.directory import Directory
from services.inbox.application.guidelines import Guidelines
from services.inbox.application.ingest.workspace import SLA_TIMER
from services.inbox.application.queries import DeadCounts, Queries
from services.inbox.application.rulebook import Rulebook
from services.inbox.application.unreadable_payloads import Replays
from services.inbox.consumers.handlers import OnChannelEvents, OnCrisisEvents, OnRoutingEvents
from services.inbox.domain.language import Detect
from services.inbox.http.parts import Parts
from services.inbox.persistence.unit_of_work import INDEXES, Store
from services.inbox.settings import InboxSettings
from services.inbox.timers.reply_due import REPLY_TIMER, OnReplyDue
from services.inbox.timers.sla_due import OnSlaDue

GROUP = "inbox"
_READ = READERS[GROUP]
_NAMES = {
    *_READ,
    *(name(topic, GROUP) for topic in _READ for name in (retry_topic, dead_topic)),
    GATEWAY_DIRECTORY.name,
    INBOX_EVENTS.name,
}
TOPICS_NEEDED = tuple(topic for topic in all_topics() if topic.name in _NAMES)
"""What the inbox reads and writes; it refuses to start when one is missing."""


class Part(Protocol):
    """Something that runs in the background."""

    async def start(self) -> None:
        """Begin."""

    async def stop(self) -> None:
        """End."""


@dataclass(frozen=True, slots=True)
class Core:
    """The inbox over one database, without a log: what the rules need to run."""

    parts: Parts
    outbox: Outbox
    timers: Timers
    directory: Directory
    handlers: dict[str, Handler]
    on_sla_due: OnSlaDue
    on_reply_due: OnReplyDue


@dataclass(frozen=True, slots=True)
class Wired:
    """The running service."""

    core: Core
    idempotency: IdempotencyStore


async def prepare(mongo: Mongo) -> None:
    """Create indexes, or refuse to start when one differs."""
    await mongo.ensure_indexes(INDEXES)
    await mongo.ensure_indexes({**chassis.timers.INDEXES, **idempotency.INDEXES}, work=True)


def core(mongo: Mongo, clock: Clock, detect: Detect, sending: Sending, dead: DeadCounts) -> Core:
    """Join the parts over a database."""
    outbox = Outbox(mongo)
    timers = Timers(mongo, clock)
    store = Store(mongo, outbox, timers)
    rulebook = Rulebook(mongo, clock, term_finder)
    directory = Directory()
    guidelines = Guidelines(store, rulebook, clock)
    parts = Parts(
        clock=clock,
        store=store,
        queries=Queries(store, dead),
        commands=Commands(store, rulebook, guidelines, clock),
        rulebook=rulebook,
        guidelines=guidelines,
        replays=Replays(mongo, store, outbox, directory, clock),
    )
    return Core(
        parts=parts,
        outbox=outbox,
        timers=timers,
        directory=directory,
        handlers={
            "channel.events": OnChannelEvents(store, rulebook, directory, detect, clock),
            "routing.events": OnRoutingEvents(store),
            "crisis.events": OnCrisisEvents(store),
        },
        on_sla_due=OnSlaDue(mongo, store, timers, outbox, clock),
        on_reply_due=OnReplyDue(store, rulebook, guidelines, directory, sending, timers, clock),
    )


@asynccontextmanager
async def wire(settings: InboxSettings, common: CommonSettings, log: EventLog, health: Health) -> AsyncIterator[Wired]:
    """Build everything, start it, and stop it in reverse."""
    clock = SystemClock()
    async with AsyncExitStack() as running:
        mongo = await Mongo.connect(common.mongo, common.database(GROUP))
        running.push_async_callback(mongo.close)
        await prepare(mongo)
        await log.ensure_topics(TOPICS_NEEDED, create=False)
        reach = Reach(common.allow_loopback, common.api_bases)
        outward = await running.enter_async_context(HttpOutward(reach))
        publisher = log.publisher()
        sending = ChannelSending(Sealer(common.seal_key.get_secret_value()), outward)
        made = core(mongo, clock, detector(), sending, LetterCounts(DeadLetters(log, publisher), GROUP))
        directory = CompactedReader(log, GATEWAY_DIRECTORY.name, made.directory.on_events)
        for part in (publisher, directory):
            await part.start()
            running.push_async_callback(part.stop)
        await directory.caught_up()
        leases = Leases(mongo, f"{socket.gethostname()}-{os.getpid()}-{uuid4().hex[:8]}", clock)
        limits = ConsumerSettings(max_records=settings.consumer_records)
        every_type = replace(limits, unknown_types=True)  # nobody else reads what channels report
        consumers = {
            topic: BatchConsumer(
                log,
                publisher,
                group=GROUP,
                topics=[topic],
                handler=handler,
                settings=every_type if topic == CHANNEL_EVENTS.name else limits,
            )
            for topic, handler in made.handlers.items()
        }
        relay = Relay(made.outbox, publisher, leases)
        background: list[Part] = [relay, *consumers.values(), *_timer_runners(made, settings)]
        for started in background:
            await started.start()
            running.push_async_callback(started.stop)
        health.add("mongodb", mongo.ping)
        watched_parts: dict[str, Healthy] = {"publisher": publisher, "directory": directory, **consumers}
        for name, watched in watched_parts.items():
            health.add(name, Ready(watched))
        health.started()
        yield Wired(made, IdempotencyStore(mongo, clock))


def _timer_runners(made: Core, settings: InboxSettings) -> tuple[TimerRunner, TimerRunner]:
    """Clocks and replies apart: a slow platform must not make the inbox late in saying a breach."""
    clocks = TimerRunner(made.timers, {SLA_TIMER: made.on_sla_due}, poll_seconds=settings.timer_poll_seconds)
    replies = TimerRunner(
        made.timers,
        {REPLY_TIMER: made.on_reply_due},
        batch=settings.reply_batch,
        lease_seconds=settings.reply_lease_seconds,
        poll_seconds=settings.timer_poll_seconds,
    )
    return clocks, replies


class Ready:
    """A part's readiness as a health check."""

    def __init__(self, part: Healthy) -> None:
        """Ask `part`."""
        self._part = part

    async def __call__(self) -> None:
        """Raise Unavailable while the part cannot work."""
        if not self._part.ready:
            raise Unavailable("kafka")
