"""What a lane of webhooks works with, and what it counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from prometheus_client import Counter, Histogram

from chassis.clock import Clock
from chassis.lanes import Lanes
from gateway.application.features import Features
from gateway.application.webhook_notices import WebhookNotices
from gateway.application.webhook_posting import WebhookPosting
from gateway.domain.webhook_delivery import Attempt, WebhookDelivery
from gateway.persistence.webhook_deliveries import WebhookDeliveries
from gateway.persistence.webhook_endpoints import WebhookEndpoints

ATTEMPTS = Counter("muster_webhook_attempts", "Tries of webhook deliveries by what came of them.", ["outcome"])
DELAY = Histogram(
    "muster_webhook_delay_seconds",
    "From an event's place in the log to the endpoint's answer that took it, at the first try.",
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300),
)
Tried = tuple[WebhookDelivery, Attempt, float | None]


@dataclass(frozen=True, slots=True)
class WebhookParts:
    """What a lane works with."""

    endpoints: WebhookEndpoints
    deliveries: WebhookDeliveries
    lanes: Lanes
    posting: WebhookPosting
    notices: WebhookNotices
    features: Features
    clock: Clock


def count(results: Sequence[WebhookDelivery]) -> None:
    """Count what came of tries."""
    for result in results:
        last = result.attempts[-1]
        ATTEMPTS.labels(result.state if result.state != "pending" else "retry").inc()
        if last.taken and len(result.attempts) == 1:
            DELAY.observe(max(0.0, (last.at - result.happened_at).total_seconds() + last.milliseconds / 1000))
