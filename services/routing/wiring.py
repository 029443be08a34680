"""The one place where routing is put together; tests and production share it."""

from __future__ import annotations

import os
import socket
from collections.abc import AsyncIterator, Sequence
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
from chassis.messaging.compacted import CompactedReader
from chassis.messaging.consumer import BatchConsumer, ConsumerSettings
from chassis.messaging.log import EventLog
from chassis.messaging.ports import Healthy
from chassis.mongo import Mongo
from chassis.outbox import Outbox, Relay
from chassis.timers import DueTimer, TimerRunner, Timers
from contracts.topics import CRISIS_EVENTS, GATEWAY_DIRECTORY, INBOX_EVENTS, all_topics
from services.routing.application.employee_commands import Staff
from services.routing.application.matcher import Matcher
from services.routing.application.overdue_work import Sweep
from services.routing.application.rarity import Rarity
from services.routing.application.staffing import Reporter
from services.routing.application.task_commands import Desk
from services.routing.consumers.crisis_events import OnCrisisEvents
from services.routing.consumers.directory import OnDirectory
from services.routing.consumers.inbox_events import OnInboxEvents
from services.routing.http.parts import Parts
from services.routing.http.queues import REPLAN
from services.routing.persistence.employees import EmployeeStore
from services.routing.persistence.figures import FigureStore
from services.routing.persistence.indexes import INDEXES
from services.routing.persistence.rules import RuleStore
from services.routing.persistence.seats import SeatStore
from services.routing.persistence.tasks import TaskStore
from services.routing.settings import RoutingSettings
from services.routing.timers.brand_tick import KIND, Pace, Pulse, Waker

GROUP = "routing"


@dataclass(frozen=True, slots=True)
class Core:
    """Routing over one database, without a log: what the rules need to run."""

    parts: Parts
    matcher: Matcher
    sweep: Sweep
    waker: Waker
    pulse: Pulse
    outbox: Outbox
    on_inbox: OnInboxEvents
    on_crisis: OnCrisisEvents
    on_directory: OnDirectory


async def prepare(mongo: Mongo) -> None:
    """Create indexes, or refuse to start when one differs."""
    await mongo.ensure_indexes(INDEXES)
    await mongo.ensure_indexes({**chassis.timers.INDEXES, **idempotency.INDEXES}, work=True)


def core(mongo: Mongo, settings: RoutingSettings, clock: Clock) -> Core:
    """Join the parts over a database."""
    outbox = Outbox(mongo)
    timers = Timers(mongo, clock)
    seats = SeatStore(mongo, clock)
    tasks = TaskStore(mongo, outbox, seats)
    rules = RuleStore(mongo, clock)
    figures = FigureStore(mongo, outbox)
    employees = EmployeeStore(mongo, outbox, seats, clock)
    matcher = Matcher(tasks, seats, rules, Rarity(seats, clock), clock)
    waker = Waker(matcher, timers, clock)
    staff = Staff(employees, rules, clock, waker.wake)
    desk = Desk(tasks, seats, rules, figures, clock, waker.wake)
    sweep = Sweep(tasks, seats, rules, staff, desk, clock, waker.wake, claim_seconds=settings.claim_seconds)
    reporter = Reporter(tasks, seats, rules, figures, clock, staffing_seconds=settings.staffing_seconds)
    pace = Pace(settings.busy_seconds, settings.calm_seconds, settings.empty_seconds)
    return Core(
        parts=Parts(clock, timers, tasks, seats, employees, rules, figures, staff, desk),
        matcher=matcher,
        sweep=sweep,
        waker=waker,
        pulse=Pulse(timers, sweep, reporter, tasks, seats, clock, pace),
        outbox=outbox,
        on_inbox=OnInboxEvents(tasks, rules, figures, clock, waker.wake),
        on_crisis=OnCrisisEvents(staff, rules, desk, waker.wake),
        on_directory=OnDirectory(employees, staff),
    )


@dataclass(frozen=True, slots=True)
class Wired:
    """The running service."""

    core: Core
    idempotency: IdempotencyStore


@asynccontextmanager
async def wire(
    settings: RoutingSettings, mongo_url: str, database: str, log: EventLog, health: Health
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
            log, publisher, group=GROUP, topics=[INBOX_EVENTS.name], handler=made.on_inbox, settings=limits
        )
        crisis = BatchConsumer(
            log, publisher, group=GROUP, topics=[CRISIS_EVENTS.name], handler=made.on_crisis, settings=limits
        )
        directory = CompactedReader(log, GATEWAY_DIRECTORY.name, made.on_directory)
        timers = TimerRunner(
            made.parts.timers,
            {KIND: made.pulse, REPLAN: Replan(made.parts)},
            poll_seconds=settings.timer_poll_seconds,
        )
        for part in (publisher, Relay(made.outbox, publisher, leases), made.waker, directory, inbox, crisis, timers):
            await part.start()
            running.push_async_callback(part.stop)
        health.add("mongodb", mongo.ping)
        watched: dict[str, Healthy] = {"publisher": publisher, "inbox": inbox, "crisis": crisis, "directory": directory}
        for name, healthy in watched.items():
            health.add(name, Ready(healthy))
        health.started()
        yield Wired(made, IdempotencyStore(mongo, clock))


class Ready:
    """A part's readiness as a health check."""

    def __init__(self, part: Healthy) -> None:
        """Ask `part`."""
        self._part = part

    async def __call__(self) -> None:
        """Raise Unavailable while the part cannot work."""
        if not self._part.ready:
            raise Unavailable("kafka")


class Replan:
    """Handler of the timers that a change of queues sets: plans the seats of everybody anew."""

    def __init__(self, parts: Parts) -> None:
        """Use the staff's replan."""
        self._parts = parts

    async def __call__(self, due: Sequence[DueTimer]) -> None:
        """Replan each brand once; running it twice is harmless."""
        for brand in {timer.brand for timer in due}:
            self._parts.rules.forget(brand)
            await self._parts.staff.replan(brand)
        await self._parts.timers.done_many(due)
