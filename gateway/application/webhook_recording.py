"""Stores what came of tries, and disables an endpoint that is gone or failed for days."""

from __future__ import annotations

import random
from collections.abc import Sequence

import structlog

from gateway.application.webhook_parts import Tried, WebhookParts, count
from gateway.domain.webhook_delivery import after
from gateway.domain.webhook_endpoint import DisabledReason, WebhookEndpoint, WebhookHealth

log = structlog.get_logger()


async def record(
    parts: WebhookParts, endpoint: WebhookEndpoint, tried: Sequence[Tried], before: WebhookHealth, health: WebhookHealth
) -> DisabledReason | None:
    """Store tries and the health after them; returns why the endpoint is disabled now, None when it is not."""
    results = [
        after(delivery, attempt, asked_seconds=asked, luck=random.random())  # noqa: S311 - jitter is no secret
        for delivery, attempt, asked in tried
    ]
    await parts.deliveries.record(results)
    count(results)
    if before.differs(health):
        await parts.endpoints.set_health(endpoint.brand, endpoint.id, health)
    reason: DisabledReason | None = None
    if any(attempt.gone for _, attempt, _ in tried):
        reason = "gone"
    elif health.given_up(parts.clock.now()):
        reason = "failing"
    if reason is not None and await parts.endpoints.disable(endpoint.brand, endpoint.id, reason):
        log.warning("webhook_endpoint_disabled", brand=endpoint.brand, endpoint=endpoint.id, reason=reason)
        await parts.notices.disabled(endpoint, reason, health)
    return reason
