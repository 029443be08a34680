"""The wiring of routing: its needs and its parts, shared by tests and production."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from chassis.canary_relay import through_outbox
from chassis.clock import Clock
from chassis.outbox import Outbox
from chassis.service import Assembly, Reads, Resources, Service, Timed
from chassis.timer_runner import TimerHandler
from chassis.timers import Timers
from contracts.registry import CRISIS_EVENTS, INBOX_EVENTS, ROUTING_EVENTS
from services.routing.application.acceptance import GuidelineAcceptance
from services.routing.application.audience_enrolment import AudienceEnrolment
from services.routing.application.certificate_commands import CertificateCommands
from services.routing.application.certificate_imports import CertificateImports
from services.routing.application.course_commands import ENROL, CourseCommands
from services.routing.application.coverage_reports import COVERAGE, CoverageReports
from services.routing.application.employee_commands import EmployeeCommands
from services.routing.application.enrolment_commands import EnrolmentCommands
from services.routing.application.explanations import Explanations
from services.routing.application.intake import Intake
from services.routing.application.invitation_commands import InvitationCommands
from services.routing.application.joined_audiences import JoinedAudiences
from services.routing.application.learning_records import LearningRecords
from services.routing.application.matcher import Matcher
from services.routing.application.overdue_work import OverdueWork
from services.routing.application.ports import Stores
from services.routing.application.presence_commands import PresenceCommands
from services.routing.application.rarity import Rarity
from services.routing.application.renewals import Renewals
from services.routing.application.republishing import Republishing
from services.routing.application.returned_work import ReturnedWork
from services.routing.application.routing import Routing
from services.routing.application.rule_commands import REPLAN, TICK, RuleCommands
from services.routing.application.session_commands import SessionCommands
from services.routing.application.signs_of_life import SignsOfLife
from services.routing.application.silent_work import SilentWork
from services.routing.application.staffing import StaffingReports
from services.routing.application.task_commands import TaskCommands
from services.routing.application.waker import Waker
from services.routing.consumers.crisis_events import OnCrisisEvents
from services.routing.consumers.directory import OnDirectory
from services.routing.consumers.inbox_events import OnInboxEvents
from services.routing.http import ROUTERS
from services.routing.http.errors import REFUSALS
from services.routing.persistence.indexes import INDEXES
from services.routing.persistence.migrations import MIGRATIONS
from services.routing.persistence.unit_of_work import mongo_stores
from services.routing.settings import RoutingSettings
from services.routing.timers.brand_tick import BrandTick, Pace
from services.routing.timers.coverage import CountCoverage
from services.routing.timers.enrolling import Enrolling
from services.routing.timers.replan import Replan

NAME = "routing"
MISSED_TURNS = 3  # of reports about a brand with tasks waiting: then another process reports it


@dataclass(frozen=True, slots=True)
class Core:
    """Routing over its stores, without a log."""

    application: Routing
    matcher: Matcher
    overdue: OverdueWork
    returned: ReturnedWork
    waker: Waker
    on_inbox: OnInboxEvents
    on_crisis: OnCrisisEvents
    on_directory: OnDirectory
    timers: dict[str, TimerHandler]


def service(settings: RoutingSettings) -> Service:
    """Routing as the runtime starts it."""

    async def assemble(resources: Resources) -> Assembly:
        outbox, timers = Outbox(resources.mongo), Timers(resources.mongo, resources.clock)
        stores = mongo_stores(resources.mongo, outbox, timers, resources.clock)
        parts = core(stores, settings, resources.clock)
        canary = through_outbox(NAME, ROUTING_EVENTS.name, resources.mongo, outbox)
        return Assembly(
            application=parts.application,
            outbox=outbox,
            directory=parts.on_directory,
            background=[parts.waker],
            reads=[Reads([INBOX_EVENTS], parts.on_inbox, canary=canary), Reads([CRISIS_EVENTS], parts.on_crisis)],
            timed=[Timed(timers, parts.timers, settings.timer_poll_seconds)],
        )

    return Service(
        name=NAME,
        description="Who answers what: employees, seats, queues, workflows, tasks and offers.",
        routers=ROUTERS,
        indexes=INDEXES,
        migrations=MIGRATIONS,
        assemble=assemble,
        batch_records=settings.consumer_records,
        batch_interval_seconds=settings.consumer_interval_seconds,
        refusals=REFUSALS,
    )


def core(stores: Stores, settings: RoutingSettings, clock: Clock) -> Core:
    """Join the use cases over their stores."""
    matcher = Matcher(stores, Rarity(stores.seats, clock), clock)
    waker = Waker(matcher, stores.schedule, clock, tick_within_seconds=settings.calm_seconds)
    employees = EmployeeCommands(stores, clock, waker.wake)
    returned = ReturnedWork(stores, clock, waker.wake)
    signs = SignsOfLife(stores, clock)
    overdue = OverdueWork(
        stores,
        employees,
        returned,
        SilentWork(stores, employees, returned, clock),
        Renewals(stores, employees, clock),
        JoinedAudiences(stores, clock),
        clock,
        waker.look,
        claim_seconds=settings.claim_seconds,
    )
    return Core(
        application=_application(stores, employees, returned, signs, clock, waker.wake),
        matcher=matcher,
        overdue=overdue,
        returned=returned,
        waker=waker,
        on_inbox=OnInboxEvents(
            Intake(stores, clock, waker.wake),
            GuidelineAcceptance(stores, employees, returned),
            stores.rules,
            signs,
            waker.hurry,
        ),
        on_crisis=OnCrisisEvents(employees, stores.rules, returned, waker.hurry),
        on_directory=OnDirectory(stores.employees, employees),
        timers={
            TICK: _tick(stores, overdue, settings, clock, waker.settled),
            REPLAN: Replan(stores, employees),
            COVERAGE: CountCoverage(CoverageReports(stores, clock), stores.schedule),
            ENROL: Enrolling(AudienceEnrolment(stores, clock), stores.schedule, clock),
        },
    )


def _tick(
    stores: Stores, overdue: OverdueWork, settings: RoutingSettings, clock: Clock, settled: Callable[[str], bool]
) -> BrandTick:
    """What looks at each brand again and again."""
    every = max(settings.staffing_seconds, settings.busy_seconds)
    staffing = StaffingReports(
        stores, clock, staffing_seconds=settings.staffing_seconds, fresh_seconds=MISSED_TURNS * every
    )
    pace = Pace(settings.busy_seconds, settings.calm_seconds, settings.quiet_seconds)
    return BrandTick(stores, overdue, staffing, Republishing(stores, clock), clock, pace, settled)


def _application(
    stores: Stores,
    employees: EmployeeCommands,
    returned: ReturnedWork,
    signs: SignsOfLife,
    clock: Clock,
    wake: Callable[[str], None],
) -> Routing:
    """What routes call."""
    return Routing(
        clock,
        stores,
        TaskCommands(stores, clock, wake),
        InvitationCommands(stores, clock, wake),
        employees,
        RuleCommands(stores, clock),
        Explanations(stores, clock),
        PresenceCommands(employees, returned, signs, clock),
        signs,
        CertificateCommands(stores, employees, clock),
        CourseCommands(stores, clock),
        EnrolmentCommands(stores, employees, clock),
        LearningRecords(stores, clock),
        CoverageReports(stores, clock),
        SessionCommands(stores, clock),
        CertificateImports(stores, employees, clock),
    )
