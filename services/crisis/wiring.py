"""The wiring of crisis: its needs and its parts, shared by tests and production."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.clock import Clock
from chassis.mongo import Mongo
from chassis.offsets import Offsets
from chassis.outbox import Outbox
from chassis.service import Assembly, Reads, Resources, Service, Timed
from chassis.timer_runner import TimerHandler
from chassis.timers import Timers
from contracts.inbox import MessageStored
from contracts.registry import INBOX_EVENTS, ROUTING_EVENTS
from services.crisis.adapters.minhash import RensaSigner
from services.crisis.adapters.page_feed import PageFeed
from services.crisis.application.counting import CountMessages
from services.crisis.application.crisis import Crisis
from services.crisis.application.people import PeopleCopy
from services.crisis.application.ports import Watches
from services.crisis.application.watching import WatchBrands
from services.crisis.consumers.inbox_events import OnInboxEvents
from services.crisis.consumers.routing_events import COPIED_TYPES, OnRoutingEvents
from services.crisis.domain.policy import CrisisPolicy
from services.crisis.http import ROUTERS
from services.crisis.http.errors import REFUSALS
from services.crisis.persistence.count_ledger import MongoCountLedger
from services.crisis.persistence.indexes import INDEXES
from services.crisis.persistence.unit_of_work import MongoUnits
from services.crisis.persistence.watches import MongoWatches
from services.crisis.persistence.workforce import MongoWorkforceCopy
from services.crisis.settings import CrisisSettings
from services.crisis.timers.detect import OnDetect
from services.crisis.timers.page import OnPageTimeout
from services.crisis.timers.wave import OnWave

NAME = "crisis"


@dataclass(frozen=True, slots=True)
class Core:
    """Crisis over one database, without a log."""

    application: Crisis
    outbox: Outbox
    timers: Timers
    count: CountMessages
    on_inbox: OnInboxEvents
    on_routing: OnRoutingEvents
    watches: Watches
    watch: WatchBrands
    due: dict[str, TimerHandler]
    people: PeopleCopy


def service(settings: CrisisSettings) -> Service:
    """Crisis as the runtime starts it."""

    async def assemble(resources: Resources) -> Assembly:
        parts = core(resources.mongo, settings, resources.clock)
        return Assembly(
            application=parts.application,
            outbox=parts.outbox,
            directory=parts.people.take,
            reads=[
                Reads([ROUTING_EVENTS], parts.on_routing, types=COPIED_TYPES),
                Reads([INBOX_EVENTS], parts.on_inbox, types=[MessageStored]),
            ],
            timed=[Timed(parts.timers, parts.due, settings.timer_poll_seconds)],
        )

    return Service(
        name=NAME,
        description="Signals, stories, incidents: detection, escalation, callouts of volunteers, stand-down, review.",
        routers=ROUTERS,
        indexes=INDEXES,
        assemble=assemble,
        batch_records=settings.consumer_records,
        batch_interval_seconds=settings.consumer_interval_seconds,
        refusals=REFUSALS,
    )


def core(mongo: Mongo, settings: CrisisSettings, clock: Clock) -> Core:
    """Join the parts over a database."""
    outbox, timers, people = Outbox(mongo), Timers(mongo, clock), PeopleCopy()
    units = MongoUnits(mongo, outbox, timers, clock, settings, PageFeed(), people)
    ledger = MongoCountLedger(mongo, Offsets(mongo, NAME), outbox, timers, settings)
    count = CountMessages(ledger, RensaSigner(), clock, settings)
    watches = MongoWatches(mongo, timers, CrisisPolicy(detector=settings.detector()))
    watch = WatchBrands(watches, clock, settings)
    return Core(
        Crisis.over(units, settings, people),
        outbox,
        timers,
        count,
        OnInboxEvents(count),
        OnRoutingEvents(MongoWorkforceCopy(mongo)),
        watches,
        watch,
        {"detect": OnDetect(units, watch), "page": OnPageTimeout(units), "wave": OnWave(units)},
        people,
    )
