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
from contracts.registry import CHANNEL_EVENTS, CRISIS_EVENTS, INBOX_EVENTS, ROUTING_EVENTS
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
    STORY_ANSWER_TIMER,
    UNDO_TIMER,
    WITHDRAWAL_TIMER,
)
from services.inbox.consumers.channel_events import OnChannelEvents
from services.inbox.consumers.crisis_events import OnCrisisEvents
from services.inbox.consumers.routing_events import OnRoutingEvents
from services.inbox.domain.brand_post import BrandPost
from services.inbox.domain.language import Detect
from services.inbox.domain.reply import Reply
from services.inbox.http import ROUTERS
from services.inbox.http.errors import REFUSALS
from services.inbox.persistence.abilities import MongoAbilities
from services.inbox.persistence.campaigns import MongoCampaigns
from services.inbox.persistence.cards import MongoCards
from services.inbox.persistence.copies import MongoCopies
from services.inbox.persistence.engagement import MongoEngagement
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
from services.inbox.timers.sending_due import OnSendingDue
from services.inbox.timers.sla_due import OnSlaDue
from services.inbox.timers.steps import OnStepDue

NAME = "inbox"
OnDue = Callable[[Sequence[DueTimer]], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Core:
    """The inbox over one database, without a log: what the rules need to run."""

    application: Inbox
    outbox: Outbox
    timers: Timers
    directory: Directory
    handlers: dict[str, Handler]
    on_sla_due: OnSlaDue
    on_reply_due: OnSendingDue[Reply]
    on_post_due: OnSendingDue[BrandPost]
    on_withdrawal_due: OnSendingDue[Reply]
    on_guideline_due: dict[str, OnStepDue]
    on_story_answer_due: OnStepDue
    on_undo_due: OnStepDue
    on_approval_due: OnApprovalDue


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
            reads=[
                Reads(
                    [CHANNEL_EVENTS],
                    parts.handlers["channel.events"],
                    unknown_types=True,
                    canary=forward(NAME, INBOX_EVENTS.name),
                ),
                Reads([ROUTING_EVENTS], parts.handlers["routing.events"]),
                Reads([CRISIS_EVENTS], parts.handlers["crisis.events"]),
            ],
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
    )
    inbox = use_cases(store, Outside(detect, term_finder, sending, dead), clock)
    return Core(
        application=inbox,
        outbox=outbox,
        timers=timers,
        directory=inbox.directory,
        handlers={
            "channel.events": OnChannelEvents(inbox.ingest),
            "routing.events": OnRoutingEvents(inbox.copies, inbox.campaign_walk, inbox.invitations, inbox.abilities),
            "crisis.events": OnCrisisEvents(inbox.copies, store.story_answers, inbox.posts.publishing),
        },
        on_sla_due=OnSlaDue(inbox.breaches),
        on_reply_due=on_reply_due(unit, inbox.sender, timers, inbox.directory, clock),
        on_post_due=on_post_due(unit, inbox.posts.sender, timers, inbox.directory, clock),
        on_withdrawal_due=on_withdrawal_due(unit, inbox.withdrawer, timers, inbox.directory, clock),
        on_guideline_due=on_guideline_due(inbox.campaign_walk),
        on_story_answer_due=OnStepDue(inbox.story_answers.steps.step),
        on_undo_due=OnStepDue(inbox.story_answers.undoing.step),
        on_approval_due=OnApprovalDue(inbox.approvals, timers),
    )


def _timed(parts: Core, settings: InboxSettings) -> tuple[Timed, ...]:
    """Clocks, replies and guidelines apart: a slow platform, or a long audience, must not make a breach late."""
    clocks = Timed(parts.timers, {SLA_TIMER: parts.on_sla_due}, settings.timer_poll_seconds)
    replies = Timed(
        parts.timers,
        {
            REPLY_TIMER: parts.on_reply_due,
            POST_TIMER: parts.on_post_due,
            WITHDRAWAL_TIMER: parts.on_withdrawal_due,
        },
        settings.timer_poll_seconds,
        batch=settings.reply_batch,
        lease_seconds=settings.reply_lease_seconds,
    )
    due: dict[str, OnDue] = {
        **parts.on_guideline_due,
        APPROVAL_TIMER: parts.on_approval_due,
        STORY_ANSWER_TIMER: parts.on_story_answer_due,
        UNDO_TIMER: parts.on_undo_due,
    }
    guidelines = Timed(parts.timers, due, settings.timer_poll_seconds)
    return clocks, replies, guidelines
