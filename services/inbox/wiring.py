"""The one place where the inbox is put together; tests and production share it."""

from __future__ import annotations

from dataclasses import dataclass

from channels.addresses import Reach
from channels.outward import HttpOutward
from chassis.clock import Clock
from chassis.messaging import Handler
from chassis.messaging.dead_letters import DeadLetters
from chassis.mongo import Mongo
from chassis.outbox import Outbox
from chassis.seal import Sealer
from chassis.service import Assembly, Reads, Resources, Service, Timed
from chassis.timers import Timers
from contracts.topics import CHANNEL_EVENTS, CRISIS_EVENTS, ROUTING_EVENTS
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
from services.inbox.http import ROUTERS
from services.inbox.http.errors import REFUSALS
from services.inbox.http.parts import Parts
from services.inbox.persistence.unit_of_work import INDEXES, Store
from services.inbox.settings import InboxSettings
from services.inbox.timers.reply_due import REPLY_TIMER, OnReplyDue
from services.inbox.timers.sla_due import OnSlaDue

NAME = "inbox"


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


def service(settings: InboxSettings) -> Service:
    """The inbox as the runtime starts it."""

    async def assemble(resources: Resources) -> Assembly:
        common = resources.common
        outward = await resources.enter(HttpOutward(Reach(common.allow_loopback, common.api_bases)))
        sending = ChannelSending(Sealer(common.seal_key.get_secret_value()), outward)
        dead = LetterCounts(DeadLetters(resources.log, resources.publisher), NAME)
        made = core(resources.mongo, resources.clock, detector(), sending, dead)
        return Assembly(
            application=made.parts,
            outbox=made.outbox,
            directory=made.directory.on_events,
            directory_first=True,  # what threads with what is decided by it, and cannot be decided again
            reads=[
                Reads([CHANNEL_EVENTS], made.handlers["channel.events"], unknown_types=True),
                Reads([ROUTING_EVENTS], made.handlers["routing.events"]),
                Reads([CRISIS_EVENTS], made.handlers["crisis.events"]),
            ],
            timed=_timed(made, settings),
        )

    return Service(
        name=NAME,
        description="Conversations, triage, replies and SLA clocks.",
        routers=ROUTERS,
        indexes=INDEXES,
        assemble=assemble,
        batch_records=settings.consumer_records,
        refusals=REFUSALS,
    )


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


def _timed(made: Core, settings: InboxSettings) -> tuple[Timed, Timed]:
    """Clocks and replies apart: a slow platform must not make the inbox late in emitting a breach."""
    clocks = Timed({SLA_TIMER: made.on_sla_due}, settings.timer_poll_seconds)
    replies = Timed(
        {REPLY_TIMER: made.on_reply_due},
        settings.timer_poll_seconds,
        batch=settings.reply_batch,
        lease_seconds=settings.reply_lease_seconds,
    )
    return clocks, replies
