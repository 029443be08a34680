"""The gateway's working parts, joined once at start and used by every resource."""

from __future__ import annotations

from dataclasses import dataclass

from channels.addresses import Reach
from chassis.auth import InternalTokens
from chassis.clock import Clock
from chassis.http.idempotency import IdempotencyStore
from chassis.messaging import Publisher
from chassis.messaging.dead_letters import DeadLetters
from chassis.outbox import Relay
from chassis.seal import Sealer
from gateway.access import Access
from gateway.feed import Feed
from gateway.oidc import DevIssuer
from gateway.quotas import Quotas
from gateway.settings import GatewaySettings
from gateway.store.brands import Brands
from gateway.store.grants import Grants
from gateway.store.integrations import Integrations
from gateway.store.keys import Keys
from gateway.store.people import People
from gateway.store.stats import Stats
from gateway.upstream import Upstream
from gateway.webhooks import KnownIntegrations


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything a route may use."""

    settings: GatewaySettings
    clock: Clock
    reach: Reach
    access: Access
    brands: Brands
    people: People
    integrations: Integrations
    known: KnownIntegrations
    keys: Keys
    grants: Grants
    stats: Stats
    sealer: Sealer
    publisher: Publisher
    quotas: Quotas
    upstream: Upstream
    feed: Feed
    dead_letters: DeadLetters
    relay: Relay
    idempotency: IdempotencyStore
    tokens: InternalTokens
    dev_issuer: DevIssuer | None
