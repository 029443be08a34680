"""The one place where crisis is put together; tests and production share it."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.clock import Clock
from chassis.mongo import Mongo
from chassis.offsets import Offsets
from chassis.outbox import Outbox
from chassis.service import Assembly, Reads, Resources, Service, Timed
from chassis.timers import TimerHandler, Timers
from contracts.inbox import MessageStored
from contracts.routing import EmployeeChanged, StaffingReported
from contracts.topics import INBOX_EVENTS, ROUTING_EVENTS
from services.crisis.adapters.minhash import RensaSigner
from services.crisis.application.callouts import OnWave
from services.crisis.application.paging import OnPageTimeout
from services.crisis.application.unit import Parts
from services.crisis.consumers.inbox_events import OnInboxEvents
from services.crisis.consumers.routing_events import OnRoutingEvents
from services.crisis.domain.policy import CrisisPolicy
from services.crisis.http import ROUTERS
from services.crisis.persistence.indexes import INDEXES
from services.crisis.persistence.store import CrisisStore
from services.crisis.settings import CrisisSettings
from services.crisis.timers.detect import OnDetect

NAME = "crisis"


@dataclass(frozen=True, slots=True)
class Core:
    """Crisis over one database, without a log."""

    parts: Parts
    on_inbox: OnInboxEvents
    on_routing: OnRoutingEvents
    timers: dict[str, TimerHandler]


def service(settings: CrisisSettings) -> Service:
    """Crisis as the runtime starts it."""

    async def assemble(resources: Resources) -> Assembly:
        made = core(resources.mongo, settings, resources.clock)
        return Assembly(
            application=made.parts,
            outbox=made.parts.outbox,
            reads=[
                Reads([ROUTING_EVENTS], made.on_routing, types=[EmployeeChanged, StaffingReported]),
                Reads([INBOX_EVENTS], made.on_inbox, types=[MessageStored]),
            ],
            timed=[Timed(made.timers, settings.timer_poll_seconds)],
        )

    return Service(
        name=NAME,
        description="Signals, stories, incidents: detection, escalation, callouts of volunteers, stand-down, review.",
        routers=ROUTERS,
        indexes=INDEXES,
        assemble=assemble,
        batch_records=settings.consumer_records,
    )


def core(mongo: Mongo, settings: CrisisSettings, clock: Clock) -> Core:
    """Join the parts over a database."""
    store = CrisisStore(mongo, CrisisPolicy(detector=settings.detector()))
    parts = Parts(mongo, store, Outbox(mongo), Timers(mongo, clock), clock, settings)
    timers: dict[str, TimerHandler] = {
        "detect": OnDetect(parts),
        "page": OnPageTimeout(parts),
        "wave": OnWave(parts),
    }
    return Core(parts, OnInboxEvents(parts, Offsets(mongo, NAME), RensaSigner()), OnRoutingEvents(parts), timers)
