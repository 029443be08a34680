"""What the gateway needs and what it is made of; tests and production share it."""

from __future__ import annotations

from functools import partial

from channels.addresses import Reach
from channels.outward import HttpOutward, check_resolves
from chassis.auth import InternalTokens
from chassis.lanes import Lanes
from chassis.messaging.dead_letters import DeadLetters
from chassis.outbox import Outbox
from chassis.seal import Sealer
from chassis.service import Assembly, Background, Reads, Resources, Service
from chassis.timers import Timers
from contracts.registry import ANALYTICS_CANARIES, CRISIS_EVENTS, INBOX_EVENTS, ROUTING_EVENTS, all_topics
from gateway.adapters.addresses import Addresses
from gateway.adapters.issuers import ToIssuers, issuers_of, ways_to_issuers
from gateway.adapters.upstream import Upstream
from gateway.application.access_ports import AccessLookups
from gateway.application.audit_parts import auditing
from gateway.application.backup_watch import backup_watch
from gateway.application.credential_parts import CredentialParts
from gateway.application.drill_parts import drilling
from gateway.application.features import Features
from gateway.application.feed import Feed
from gateway.application.feed_pages import FeedPages
from gateway.application.gateway import Gateway
from gateway.application.heartbeats import Heartbeats
from gateway.application.quotas import Quotas
from gateway.application.response_badges import ResponseBadges
from gateway.application.sign_in_parts import signing_in
from gateway.application.streams_end import StreamsEnd
from gateway.application.webhook_commands import Webhooks
from gateway.application.webhook_intake import WebhookIntake
from gateway.application.webhook_notices import WebhookNotices
from gateway.application.webhook_parts import WebhookParts
from gateway.application.webhook_posting import WebhookPosting
from gateway.application.webhook_sender import WebhookSender
from gateway.application.webhooks import ReadyIntegrations
from gateway.consumers.crisis_events import OnCrisisEvents
from gateway.consumers.webhook_events import GROUP, OnWebhookEvents
from gateway.domain.quota import Limit
from gateway.http.guard import SealedIdempotency
from gateway.persistence.administrators import Administrators
from gateway.persistence.base import INDEXES, StoreContext
from gateway.persistence.brands import Brands
from gateway.persistence.grants import Grants
from gateway.persistence.integrations import Integrations
from gateway.persistence.keys import Keys
from gateway.persistence.people import People
from gateway.persistence.stats import Stats
from gateway.persistence.tickets import Tickets
from gateway.persistence.webhook_deliveries import WebhookDeliveries
from gateway.persistence.webhook_endpoints import WebhookEndpoints
from gateway.settings import GatewaySettings
from gateway.timers.canary_due import message_canaries
from gateway.timers.timed import timed

NAME = "gateway"
WEBHOOK_SECONDS = 15.0  # a whole request to an endpoint; Standard Webhooks asks for 15 to 30
POSTED = (INBOX_EVENTS, ROUTING_EVENTS, CRISIS_EVENTS)


def service(settings: GatewaySettings) -> Service:
    """The gateway as the runtime starts it; its application is built by `gateway.http.app`."""

    async def assemble(resources: Resources) -> Assembly:
        outbox = Outbox(resources.mongo)
        context = StoreContext(resources.mongo, outbox, resources.clock)
        outward = await resources.enter(HttpOutward(_reach(resources), total_seconds=WEBHOOK_SECONDS))
        webhooks, sender = _webhooks(resources, context, outward)
        to_issuers = await ways_to_issuers(resources.enter, _reach(resources))
        parts = gateway(settings, resources, context, webhooks, to_issuers)
        canaries = message_canaries(resources, parts.heartbeats.timers, settings.canary_brands_per_minute)
        posted = OnWebhookEvents(webhooks.intake.take, parts.audit.intake.take)
        return Assembly(
            application=parts,
            outbox=outbox,
            background=[*_background(parts), sender, canaries.timer, canaries.watch, backup_watch(context)],
            reads=[
                Reads([CRISIS_EVENTS], OnCrisisEvents(parts.grants, parts.access.changed)),
                Reads([*POSTED, ANALYTICS_CANARIES], posted, group=GROUP, bare=True, canary=canaries.returns),
            ],
            timed=timed(parts, canaries.timer),
        )

    return Service(
        name=NAME,
        description="Everything said to a company on social media, and everybody who can answer it, in one API.",
        routers=(),
        indexes=INDEXES,
        assemble=assemble,
        batch_records=500,
        batch_interval_seconds=0.2,  # what is posted alone is not handled alone (ADR 0014)
        lanes=True,
        topics=all_topics(),  # its routes for dead letters write the topics of every service
    )


def gateway(
    settings: GatewaySettings, resources: Resources, context: StoreContext, webhooks: Webhooks, to_issuers: ToIssuers
) -> Gateway:
    """Join the parts over a database and a log."""
    common, clock, sealer = resources.common, resources.clock, webhooks.sealer
    credentials = CredentialParts.of(settings, common, clock)
    grants, integrations, stats, brands, keys, people = _stores(settings, context)
    upstream, (issuers, ways_in) = _upstream(settings, credentials.tokens), issuers_of(settings, to_issuers, clock)
    sessions, sign_in = signing_in(settings, context, sealer, ways_in, people, brands)
    lookups = AccessLookups(keys, people, grants, integrations, sessions, brands)
    return Gateway(
        settings=settings,
        clock=clock,
        reach=to_issuers.guarded.reach,
        access=credentials.access(settings, lookups, issuers, clock),
        brands=brands,
        people=people,
        integrations=integrations,
        ready_integrations=ReadyIntegrations(integrations, brands, sealer),
        keys=keys,
        tickets=Tickets(context, sealer),
        sessions=sessions,
        sign_in=sign_in,
        grants=grants,
        stats=stats,
        heartbeats=Heartbeats(integrations, stats, Timers(context.mongo, clock), webhooks.notices, clock),
        sealer=sealer,
        publisher=resources.publisher,
        quotas=_quotas(settings),
        upstream=upstream,
        feed=Feed(resources.log, resume_records=settings.stream_resume_records),
        pages=FeedPages(resources.log),
        webhooks=webhooks,
        dead_letters=DeadLetters(resources.log, resources.publisher),
        audit=auditing(context, common.seal_key.get_secret_value()),
        idempotency=SealedIdempotency(context.mongo, clock, sealer=sealer),
        credentials=credentials,
        response_badges=ResponseBadges(brands, upstream),
        drills=drilling(context, people, keys, upstream, resources.publisher, sealer),
    )


def _background(parts: Gateway) -> tuple[Background, ...]:
    """The work of the parts themselves."""
    return parts.upstream, parts.stats, StreamsEnd(parts.feed), parts.audit.chainer


def _webhooks(resources: Resources, context: StoreContext, outward: HttpOutward) -> tuple[Webhooks, WebhookSender]:
    """The endpoints of brands, and what sends to them."""
    clock, sealer = resources.clock, Sealer(resources.common.seal_key.get_secret_value())
    endpoints, deliveries, lanes = WebhookEndpoints(context), WebhookDeliveries(context), Lanes(context.mongo, clock)
    intake = WebhookIntake(endpoints, deliveries, lanes, clock)
    notices = WebhookNotices(intake, endpoints, clock)
    posting = WebhookPosting(outward, sealer, clock)
    parts = WebhookParts(endpoints, deliveries, lanes, posting, notices, Features(Brands(context)), clock)
    sender = WebhookSender(parts)
    intake.on_stored(sender.wake)
    checked = partial(check_resolves, reach=outward.reach)
    return Webhooks(endpoints, deliveries, intake, notices, sealer, clock, checked), sender


def _reach(resources: Resources) -> Reach:
    return Reach(resources.common.allow_loopback, resources.common.api_bases)


def _stores(
    settings: GatewaySettings, context: StoreContext
) -> tuple[Grants, Integrations, Stats, Brands, Keys, People]:
    administrators = Administrators(context, by_login=settings.someone_signs_in)
    keys, people = Keys(context, administrators), People(context, administrators)
    return Grants(context), Integrations(context), Stats(context), Brands(context), keys, people


def _upstream(settings: GatewaySettings, tokens: InternalTokens) -> Upstream:
    return Upstream(
        Addresses(settings.services(), settings.addresses_file),
        tokens,
        seconds=settings.upstream_seconds,
        connect_seconds=settings.upstream_connect_seconds,
        connections=settings.upstream_connections,
    )


def _quotas(settings: GatewaySettings) -> Quotas:
    return Quotas(
        Limit(settings.brand_events_per_second, settings.brand_burst_events),
        Limit(settings.integration_events_per_second, settings.integration_burst_events),
    )
