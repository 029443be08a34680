"""The one place where the gateway's parts are built and joined; tests and production share it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import uuid
from collections.abc import AsyncIterator

from channels.addresses import Reach
from chassis.auth import InternalTokens
from chassis.clock import Clock, SystemClock
from chassis.errors import Unavailable
from chassis.health import Check, Health
from chassis.leases import Leases
from chassis.messaging import BatchConsumer, Healthy, Publisher
from chassis.messaging.dead_letters import DeadLetters
from chassis.messaging.kafka import KafkaLog, PublisherSettings
from chassis.mongo import Mongo
from chassis.outbox import Outbox, Relay
from chassis.process import shutting_down
from chassis.seal import Sealer
from chassis.settings import CommonSettings
from contracts.topics import READERS, all_topics
from gateway.access import Access
from gateway.domain.quota import Limit
from gateway.edge import SealedIdempotency
from gateway.feed import Feed
from gateway.oidc import DevIssuer, Issuer, OidcIssuer, TokenVerifier, jwks_over_http
from gateway.parts import Parts
from gateway.quotas import Quotas
from gateway.settings import GatewaySettings
from gateway.store.administrators import Administrators
from gateway.store.base import INDEXES, WORK_INDEXES, Kept
from gateway.store.brands import Brands
from gateway.store.grants import Grants
from gateway.store.integrations import Integrations
from gateway.store.keys import Keys
from gateway.store.people import People
from gateway.store.stats import Stats
from gateway.surge import OnCrisisEvents
from gateway.upstream import Upstream
from gateway.webhooks import KnownIntegrations

SERVICE = "gateway"
ACK_SECONDS = 0.8  # a 503 must be out within a second when the log does not acknowledge


@contextlib.asynccontextmanager
async def wire(
    settings: GatewaySettings, common: CommonSettings, health: Health, clock: Clock | None = None
) -> AsyncIterator[Parts]:
    """Build everything, start it, and stop it in reverse."""
    clock = clock or SystemClock()
    async with contextlib.AsyncExitStack() as stack:
        mongo = await Mongo.connect(common.mongo, common.database(SERVICE))
        stack.push_async_callback(mongo.close)
        await mongo.ensure_indexes(INDEXES)
        await mongo.ensure_indexes(WORK_INDEXES, work=True)
        log = KafkaLog(
            common.kafka, prefix=common.prefix, service=SERVICE, publishing=PublisherSettings(ack_seconds=ACK_SECONDS)
        )
        await log.ensure_topics(all_topics(), create=False)
        publisher = log.publisher()
        await publisher.start()
        stack.push_async_callback(publisher.stop)
        outbox = Outbox(mongo)
        relay = Relay(outbox, publisher, Leases(mongo, _owner(), clock))
        parts = _parts(settings, common, clock, Kept(mongo, outbox, clock), log, relay, publisher)
        consumer = BatchConsumer(
            log,
            publisher,
            group=SERVICE,
            topics=READERS[SERVICE],
            handler=OnCrisisEvents(parts.grants, parts.access.changed),
        )
        for part in (parts.upstream, parts.stats, relay, consumer):
            await part.start()
            stack.push_async_callback(part.stop)
        ending = asyncio.create_task(_end_streams(parts.feed), name="gateway-streams-end")
        stack.callback(ending.cancel)
        health.add("mongodb", mongo.ping)
        health.add("kafka", _ready(publisher))
        health.add("surge", _ready(consumer))
        health.started()
        yield parts


def _parts(
    settings: GatewaySettings,
    common: CommonSettings,
    clock: Clock,
    kept: Kept,
    log: KafkaLog,
    relay: Relay,
    publisher: Publisher,
) -> Parts:
    internal_key = common.internal_key.get_secret_value()
    bootstrap_key = settings.bootstrap_key.get_secret_value()
    sealer = Sealer(common.seal_key.get_secret_value())
    tokens = InternalTokens(internal_key, clock)
    administrators = Administrators(kept, by_login=settings.oidc_issuer is not None)
    keys, people = Keys(kept, administrators), People(kept, administrators)
    grants, integrations = Grants(kept), Integrations(kept)
    upstream = Upstream(
        settings.services(),
        tokens,
        seconds=settings.upstream_seconds,
        connect_seconds=settings.upstream_connect_seconds,
        connections=settings.upstream_connections,
    )
    dev_issuer = DevIssuer(internal_key, bootstrap_key.encode(), clock) if settings.dev_issuer else None
    return Parts(
        settings=settings,
        clock=clock,
        reach=Reach(common.allow_loopback, common.api_bases),
        access=Access(
            keys=keys,
            people=people,
            grants=grants,
            integrations=integrations,
            tokens=TokenVerifier(_issuers(settings, clock, upstream, dev_issuer)),
            bootstrap_key=bootstrap_key,
            clock=clock,
        ),
        brands=Brands(kept),
        people=people,
        integrations=integrations,
        known=KnownIntegrations(integrations, sealer),
        keys=keys,
        grants=grants,
        stats=Stats(kept),
        sealer=sealer,
        publisher=publisher,
        quotas=Quotas(
            Limit(settings.brand_events_per_second, settings.brand_burst_events),
            Limit(settings.integration_events_per_second, settings.integration_burst_events),
        ),
        upstream=upstream,
        feed=Feed(log, resume_records=settings.stream_resume_records),
        dead_letters=DeadLetters(log, publisher),
        relay=relay,
        idempotency=SealedIdempotency(kept.mongo, clock, sealer=sealer),
        tokens=tokens,
        dev_issuer=dev_issuer,
    )


def _issuers(settings: GatewaySettings, clock: Clock, upstream: Upstream, dev_issuer: DevIssuer | None) -> list[Issuer]:
    found: list[Issuer] = [] if dev_issuer is None else [dev_issuer]
    if settings.oidc_issuer is not None and settings.oidc_audience is not None:
        issuer, jwks_url = settings.oidc_issuer, settings.oidc_jwks_url
        fetch = jwks_over_http(lambda: upstream.session, issuer, jwks_url)
        algorithms = settings.oidc_algorithms
        found.append(OidcIssuer(issuer, settings.oidc_audience, algorithms, settings.oidc_brand_claim, fetch, clock))
    return found


async def _end_streams(feed: Feed) -> None:
    """End every stream when the process is asked to end; a server waits for open answers otherwise."""
    await shutting_down().wait()
    feed.end_all("shutting_down")


def _ready(part: Healthy) -> Check:
    async def check() -> None:
        if not part.ready:
            raise Unavailable(SERVICE)

    return check


def _owner() -> str:
    return f"{socket.gethostname()}-{os.getpid()}-{uuid.uuid4().hex[:8]}"
