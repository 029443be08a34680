"""What the gateway itself says to endpoints: that one was tested, that another was disabled."""

from __future__ import annotations

import json
from datetime import datetime
from uuid import uuid4

from chassis.clock import Clock
from contracts.event import Event
from contracts.ids import derived_id
from gateway.application.webhook_intake import LoggedEvent, WebhookIntake
from gateway.domain.webhook_endpoint import DISABLED, TESTED, DisabledReason, WebhookEndpoint, WebhookHealth
from gateway.persistence.webhook_endpoints import WebhookEndpoints


class WebhookNotices:
    """Stores deliveries of what stands in no topic."""

    def __init__(self, intake: WebhookIntake, endpoints: WebhookEndpoints, clock: Clock) -> None:
        self._intake = intake
        self._endpoints = endpoints
        self._clock = clock

    async def test(self, endpoint: WebhookEndpoint) -> str:
        """Have an endpoint sent a test, whatever it takes; returns the id of the delivery."""
        now = self._clock.now()
        event = _event(uuid4().hex, endpoint, now)
        await self._intake.put([endpoint], [_logged(event, TESTED, now, {"endpoint": endpoint.id})])
        return event.id

    async def disabled(self, endpoint: WebhookEndpoint, reason: DisabledReason, health: WebhookHealth) -> None:
        """Tell the brand's other endpoints, those that take it, that one is sent nothing more."""
        now = self._clock.now()
        id_ = derived_id(endpoint.brand, endpoint.id, DISABLED, str(endpoint.version))
        since = health.failing_since.isoformat() if health.failing_since else None
        said = {"endpoint": endpoint.id, "reason": reason, "failing_since": since, "code": health.last_code}
        logged = _logged(_event(id_, endpoint, now), DISABLED, now, said)
        others = [
            each
            for each in await self._endpoints.of_brands([endpoint.brand])
            if each.id != endpoint.id and each.filter().takes(DISABLED, endpoint.id)
        ]
        await self._intake.put(others, [logged] * len(others))


def _event(id_: str, endpoint: WebhookEndpoint, now: datetime) -> Event:
    return Event(id=id_, brand=endpoint.brand, subject=endpoint.id, at=now)


def _logged(event: Event, type_: str, now: datetime, said: dict[str, str | None]) -> LoggedEvent:
    fields = event.model_dump(mode="json", exclude_none=True) | {k: v for k, v in said.items() if v is not None}
    return LoggedEvent(event, type_, json.dumps(fields).encode(), now)
