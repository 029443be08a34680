"""The wiring of crisis: its needs and its parts, shared by tests and production."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from channels.addresses import Reach
from channels.outward import HttpOutward
from channels.sending import Outward
from chassis.canary_relay import through_outbox
from chassis.clock import Clock
from chassis.mongo import Mongo
from chassis.offsets import Offsets
from chassis.outbox import Outbox
from chassis.seal import Sealer
from chassis.service import Assembly, Reads, Resources, Service, Timed
from chassis.settings import CommonSettings
from chassis.signed_links import NOTICE_LINKS, SignedLinks
from chassis.timer_runner import TimerHandler
from chassis.timers import Timers
from contracts.event import Event
from contracts.registry import CRISIS_EVENTS, INBOX_EVENTS, ROUTING_EVENTS
from services.crisis.adapters.minhash import RensaSigner
from services.crisis.adapters.notice_ways import NoticeLinks, NoticeWays
from services.crisis.adapters.page_feed import PageFeed
from services.crisis.application.accounts import AccountsCopy
from services.crisis.application.approval_notices import ApprovalNotices
from services.crisis.application.counting import CountMessages
from services.crisis.application.course_reminders import COURSE_TIMER
from services.crisis.application.crisis import Crisis
from services.crisis.application.notice_delivery import NoticeDelivery
from services.crisis.application.notice_sending import NoticeSender
from services.crisis.application.notices import NOTICE_TIMER, REMINDER_TIMER
from services.crisis.application.people import PeopleCopy
from services.crisis.application.ports import Watches
from services.crisis.application.proposed_incidents import PROPOSED_TIMER
from services.crisis.application.service_work import RecordServiceWork
from services.crisis.application.status_updates import UPDATE_TIMER
from services.crisis.application.thanks import THANKS_TIMER
from services.crisis.application.watching import WatchBrands
from services.crisis.consumers.inbox_events import INBOX_TYPES, OnInboxEvents
from services.crisis.consumers.routing_events import ROUTING_TYPES, OnRoutingEvents
from services.crisis.domain.policy import CrisisPolicy
from services.crisis.http import ROUTERS
from services.crisis.http.errors import REFUSALS
from services.crisis.persistence.count_ledger import MongoCountLedger
from services.crisis.persistence.course_dues import MongoCourseDueCopy
from services.crisis.persistence.indexes import INDEXES
from services.crisis.persistence.service_work import MongoServiceWorkLedger
from services.crisis.persistence.unit_of_work import MongoUnits
from services.crisis.persistence.watches import MongoWatches
from services.crisis.persistence.workforce import MongoWorkforceCopy
from services.crisis.settings import CrisisSettings
from services.crisis.timers.course import OnCourseDue
from services.crisis.timers.detect import OnDetect
from services.crisis.timers.notice import OnNoticeDue
from services.crisis.timers.notice_canary import KIND as CANARY_KIND
from services.crisis.timers.notice_canary import NoticeCanary
from services.crisis.timers.page import OnPageTimeout
from services.crisis.timers.proposed import OnProposedDue
from services.crisis.timers.step import OnIncidentStepDue
from services.crisis.timers.thanks import OnThanksDue
from services.crisis.timers.update import OnUpdateDue
from services.crisis.timers.wave import OnWave

NAME = "crisis"
NOTICE_SECONDS = 10.0  # a chat or webhook that takes longer is tried again
REMINDER_POLL_SECONDS = 30.0  # nobody waits for a reminder of three days before


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
    notices_due: dict[str, TimerHandler]
    reminders_due: dict[str, TimerHandler]
    canary: NoticeCanary
    directory: Callable[[Sequence[Event]], Awaitable[None]]


def service(settings: CrisisSettings) -> Service:
    """Crisis as the runtime starts it."""

    async def assemble(resources: Resources) -> Assembly:
        reach = Reach(resources.common.allow_loopback, resources.common.api_bases)
        outward = await resources.enter(HttpOutward(reach, total_seconds=NOTICE_SECONDS))
        ways = notice_ways(settings, resources.common, outward, resources.clock)
        parts = core(resources.mongo, settings, resources.clock, ways)
        canary = through_outbox(NAME, CRISIS_EVENTS.name, resources.mongo, parts.outbox)
        return Assembly(
            application=parts.application,
            outbox=parts.outbox,
            directory=parts.directory,
            reads=[
                Reads([ROUTING_EVENTS], parts.on_routing, types=ROUTING_TYPES),
                Reads([INBOX_EVENTS], parts.on_inbox, types=INBOX_TYPES, canary=canary),
            ],
            background=[parts.canary],
            timed=[
                Timed(parts.timers, parts.due, settings.timer_poll_seconds),
                Timed(parts.timers, parts.notices_due, settings.timer_poll_seconds),
                Timed(parts.timers, parts.reminders_due, REMINDER_POLL_SECONDS),
            ],
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


def notice_ways(settings: CrisisSettings, common: CommonSettings, outward: Outward, clock: Clock) -> NoticeWays:
    """The ways to people, as the operator set them."""
    seal_key = common.seal_key.get_secret_value()
    links = NoticeLinks(SignedLinks(seal_key, NOTICE_LINKS), settings.public_url)
    return NoticeWays(outward, Sealer(seal_key), links, settings.mail_post(), clock.now)


def core(mongo: Mongo, settings: CrisisSettings, clock: Clock, delivery: NoticeDelivery) -> Core:
    """Join the parts over a database."""
    outbox, timers, people, accounts = Outbox(mongo), Timers(mongo, clock), PeopleCopy(), AccountsCopy()
    units = MongoUnits(mongo, outbox, timers, clock, settings, PageFeed(), people)
    ledger = MongoCountLedger(mongo, Offsets(mongo, NAME), outbox, timers, settings)
    count = CountMessages(ledger, RensaSigner(), clock, settings)
    watches = MongoWatches(mongo, timers, CrisisPolicy(detector=settings.detector()))
    watch = WatchBrands(watches, clock, settings)
    sender = NoticeSender(units, delivery, people)
    canary = NoticeCanary(timers, sender)
    record_work = RecordServiceWork(MongoServiceWorkLedger(mongo))
    application = Crisis.over(units, settings, people, accounts, delivery)

    async def directory(events: Sequence[Event]) -> None:
        await people.take(events)
        await accounts.take(events)

    return Core(
        application,
        outbox,
        timers,
        count,
        OnInboxEvents(count, ApprovalNotices(units), application.publications, record_work),
        OnRoutingEvents(MongoWorkforceCopy(mongo, settings), MongoCourseDueCopy(mongo, timers), record_work),
        watches,
        watch,
        {
            "detect": OnDetect(units, watch),
            "page": OnPageTimeout(units),
            "wave": OnWave(units),
            "step": OnIncidentStepDue(units),
            UPDATE_TIMER: OnUpdateDue(units),
            PROPOSED_TIMER: OnProposedDue(units),
        },
        {NOTICE_TIMER: OnNoticeDue(sender), CANARY_KIND: canary},
        {COURSE_TIMER: OnCourseDue(units), THANKS_TIMER: OnThanksDue(units), REMINDER_TIMER: OnNoticeDue(sender)},
        canary,
        directory,
    )
