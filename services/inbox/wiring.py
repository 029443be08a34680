"""The wiring of the inbox: its needs and its parts, shared by tests and production."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from channels.addresses import Reach
from channels.outward import HttpOutward
from chassis.clock import Clock
from chassis.messaging import Handler
from chassis.messaging.canary import forward
from chassis.messaging.dead_letters import DeadLetters
from chassis.mongo import Mongo
from chassis.outbox import Outbox
from chassis.seal import Sealer
from chassis.service import Assembly, Reads, Resources, Service, Timed
from chassis.timers import DueTimer, Timers
from contracts.registry import CHANNEL_EVENTS, CHANNEL_EVENTS_BULK, CRISIS_EVENTS, INBOX_EVENTS, ROUTING_EVENTS
from services.inbox.adapters.channel_sending import ChannelSending
from services.inbox.adapters.dead_letter_counts import DeadLetterCounter
from services.inbox.adapters.language import detector
from services.inbox.adapters.terms import term_finder
from services.inbox.application.directory import Directory
from services.inbox.application.inbox import Inbox, Outside, Store, use_cases
from services.inbox.application.ports import DeadLetterCounts
from services.inbox.application.reply_ports import Sending
from services.inbox.application.timers import (
    APPROVAL_TIMER,
    POST_TIMER,
    REPLY_TIMER,
    SLA_TIMER,
    WITHDRAWAL_TIMER,
)
from services.inbox.consumers.channel_events import OnChannelEvents
from services.inbox.consumers.crisis_events import OnCrisisEvents
from services.inbox.consumers.routing_events import OnRoutingEvents
from services.inbox.domain.language import Detect
from services.inbox.http import ROUTERS
from services.inbox.http.errors import REFUSALS
from services.inbox.persistence.abilities import MongoAbilities
from services.inbox.persistence.campaigns import MongoCampaigns
from services.inbox.persistence.cards import MongoCards
from services.inbox.persistence.copies import MongoCopies
from services.inbox.persistence.engagement import MongoEngagement
from services.inbox.persistence.erasures import MongoErasures
from services.inbox.persistence.imports import MongoImports
from services.inbox.persistence.indexes import INDEXES
from services.inbox.persistence.invitations import MongoInvitations
from services.inbox.persistence.ledger import MongoLedgerRows
from services.inbox.persistence.migrations import MIGRATIONS
from services.inbox.persistence.queries import MongoQueries
from services.inbox.persistence.rules import MongoRuleSets
from services.inbox.persistence.story_answers import MongoStoryAnswers
from services.inbox.persistence.unit_of_work import MongoUnitOfWork
from services.inbox.settings import InboxSettings
from services.inbox.timers.approval_due import OnApprovalDue
from services.inbox.timers.guideline_due import on_guideline_due
from services.inbox.timers.reply_due import on_post_due, on_reply_due, on_withdrawal_due
from services.inbox.timers.sla_due import OnSlaDue
from services.inbox.timers.walk_due import on_walk_due

NAME = "inbox"
SENDING_TIMERS = (REPLY_TIMER, POST_TIMER, WITHDRAWAL_TIMER)
OnDue = Callable[[Sequence[DueTimer]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Core:
    """The inbox over one database, without a log: what the rules need to run.

    `handlers` are by topic, `on_due` by kind of timer.
    """

    application: Inbox
    outbox: Outbox
    timers: Timers
    directory: Directory
    handlers: dict[str, Handler]
    on_due: dict[str, OnDue]


def service(settings: InboxSettings) -> Service:
    """The inbox as the runtime starts it."""

    async def assemble(resources: Resources) -> Assembly:
        common = resources.common
        outward = await resources.enter(HttpOutward(Reach(common.allow_loopback, common.api_bases)))
        sending = ChannelSending(Sealer(common.seal_key.get_secret_value()), outward)
        dead = DeadLetterCounter(DeadLetters(resources.log, resources.publisher), NAME)
        parts = core(resources.mongo, resources.clock, detector(), sending, dead)
        return Assembly(
            application=parts.application,
            outbox=parts.outbox,
            directory=parts.directory.on_events,
            directory_first=True,  # what threads with what is decided by it, and cannot be decided again
            reads=_reads(parts),
            timed=_timed(parts, settings),
        )

    return Service(
        name=NAME,
        description="Conversations, triage, replies and SLA clocks.",
        routers=ROUTERS,
        indexes=INDEXES,
        migrations=MIGRATIONS,
        assemble=assemble,
        batch_records=settings.consumer_records,
        batch_interval_seconds=settings.consumer_interval_seconds,
        refusals=REFUSALS,
    )


def core(mongo: Mongo, clock: Clock, detect: Detect, sending: Sending, dead: DeadLetterCounts) -> Core:
    """Join the parts over a database."""
    outbox = Outbox(mongo)
    timers = Timers(mongo, clock)
    unit = MongoUnitOfWork(mongo, outbox, timers)
    store = Store(
        unit,
        MongoCopies(mongo),
        MongoRuleSets(mongo, outbox, timers),
        MongoQueries(mongo),
        MongoLedgerRows(mongo),
        MongoCampaigns(mongo, outbox, timers),
        MongoImports(mongo),
        MongoCards(mongo),
        MongoInvitations(mongo),
        MongoAbilities(mongo),
        MongoStoryAnswers(mongo, outbox, timers),
        MongoEngagement(mongo),
        MongoErasures(mongo),
    )
    inbox = use_cases(store, Outside(detect, term_finder, sending, dead), clock)
    on_channel = OnChannelEvents(inbox.ingest)
    return Core(
        application=inbox,
        outbox=outbox,
        timers=timers,
        directory=inbox.directory,
        handlers={
            "channel.events": on_channel,
            "channel.events.bulk": on_channel,
            "routing.events": OnRoutingEvents(inbox.copies, inbox.campaign_walk, inbox.invitations, inbox.abilities),
            "crisis.events": OnCrisisEvents(inbox.copies, store.story_answers, inbox.posts.publishing),
        },
        on_due=_on_due(inbox, unit, timers, clock),
    )


def _on_due(inbox: Inbox, unit: MongoUnitOfWork, timers: Timers, clock: Clock) -> dict[str, OnDue]:
    return {
        SLA_TIMER: OnSlaDue(inbox.breaches),
        REPLY_TIMER: on_reply_due(unit, inbox.sender, timers, inbox.directory, clock),
        POST_TIMER: on_post_due(unit, inbox.posts.sender, timers, inbox.directory, clock),
        WITHDRAWAL_TIMER: on_withdrawal_due(unit, inbox.withdrawer, timers, inbox.directory, clock),
        APPROVAL_TIMER: OnApprovalDue(inbox.approvals, timers),
        **on_walk_due(inbox.story_answers, inbox.erasures),
        **on_guideline_due(inbox.campaign_walk),
    }


def _reads(parts: Core) -> list[Reads]:
    """The bulk lane by a consumer of its own: a firehose holds nobody up, nor do its dead letters stop the others."""
    return [
        Reads(
            [CHANNEL_EVENTS],
            parts.handlers["channel.events"],
            unknown_types=True,
            canary=forward(NAME, INBOX_EVENTS.name),
        ),
        Reads(
            [CHANNEL_EVENTS_BULK],
            parts.handlers["channel.events.bulk"],
            unknown_types=True,
            yields_to=[CHANNEL_EVENTS],
        ),
        Reads([ROUTING_EVENTS], parts.handlers["routing.events"]),
        Reads([CRISIS_EVENTS], parts.handlers["crisis.events"]),
    ]


def _timed(parts: Core, settings: InboxSettings) -> tuple[Timed, ...]:
    """Clocks, sendings and long walks apart: a slow platform, or a long audience, must not make a breach late."""
    walks = dict(parts.on_due)
    clocks = {SLA_TIMER: walks.pop(SLA_TIMER)}
    sendings = {kind: walks.pop(kind) for kind in SENDING_TIMERS}
    return (
        Timed(parts.timers, clocks, settings.timer_poll_seconds),
        Timed(
            parts.timers,
            sendings,
            settings.timer_poll_seconds,
            batch=settings.reply_batch,
            lease_seconds=settings.reply_lease_seconds,
            by_precedence=True,
        ),
        Timed(parts.timers, walks, settings.timer_poll_seconds),
    )
