"""The application that routes call: the table of contents of the parts of the gateway."""

from __future__ import annotations

from dataclasses import dataclass

from channels.addresses import Reach
from chassis.clock import Clock
from chassis.http.idempotency import IdempotencyStore
from chassis.messaging import Publisher
from chassis.messaging.dead_letters import DeadLetters
from chassis.seal import Sealer
from gateway.adapters.upstream import Upstream
from gateway.application.access import Access
from gateway.application.audit_parts import Audit
from gateway.application.credential_parts import CredentialParts
from gateway.application.drill_commands import DrillCommands
from gateway.application.feed import Feed
from gateway.application.feed_pages import FeedPages
from gateway.application.heartbeats import Heartbeats
from gateway.application.quotas import Quotas
from gateway.application.response_badges import ResponseBadges
from gateway.application.sessions import Sessions
from gateway.application.sign_in import SignIn
from gateway.application.webhook_commands import Webhooks
from gateway.application.webhooks import ReadyIntegrations
from gateway.persistence.brands import Brands
from gateway.persistence.grants import Grants
from gateway.persistence.integrations import Integrations
from gateway.persistence.keys import Keys
from gateway.persistence.people import People
from gateway.persistence.stats import Stats
from gateway.persistence.tickets import Tickets
from gateway.settings import GatewaySettings


@dataclass(frozen=True, slots=True)
class Gateway:
    """Everything a route may use."""

    settings: GatewaySettings
    clock: Clock
    reach: Reach
    access: Access
    brands: Brands
    people: People
    integrations: Integrations
    ready_integrations: ReadyIntegrations
    keys: Keys
    tickets: Tickets
    sessions: Sessions
    sign_in: SignIn
    grants: Grants
    stats: Stats
    heartbeats: Heartbeats
    sealer: Sealer
    publisher: Publisher
    quotas: Quotas
    upstream: Upstream
    feed: Feed
    pages: FeedPages
    webhooks: Webhooks
    dead_letters: DeadLetters
    audit: Audit
    idempotency: IdempotencyStore
    credentials: CredentialParts
    response_badges: ResponseBadges
    drills: DrillCommands
