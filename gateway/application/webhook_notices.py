"""What the gateway itself says to endpoints: that one was tested or disabled, that an integration is late or back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import uuid4

from chassis.clock import Clock
from contracts.event import Event
from contracts.ids import derived_id
from contracts.registry import NOTICES
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
        now = self._clock.now_of(endpoint.brand)
        event = Event(id=uuid4().hex, brand=endpoint.brand, subject=endpoint.id, at=now)
        await self._intake.put([endpoint], [_logged(event, TESTED, self._clock.now(), {"endpoint": endpoint.id})])
        return event.id

    async def disabled(self, endpoint: WebhookEndpoint, reason: DisabledReason, health: WebhookHealth) -> None:
        """Say to the brand's other endpoints that one is sent nothing more."""
        since = health.failing_since.isoformat() if health.failing_since else None
        fields = {"endpoint": endpoint.id, "reason": reason, "failing_since": since, "code": health.last_code}
        await self.say(endpoint.brand, DISABLED, endpoint.id, str(endpoint.version), fields)

    async def say(self, brand: str, type_: str, subject: str, part: str, fields: Mapping[str, str | None]) -> None:
        """Say something of a subject to the brand's endpoints that take it, but to the subject itself.

        The same `part` of the same subject is the same event, however often it is said.
        """
        now = self._clock.now_of(brand)
        event = Event(id=derived_id(brand, subject, type_, part), brand=brand, subject=subject, at=now)
        logged = _logged(event, type_, self._clock.now(), fields)
        others = [
            each
            for each in await self._endpoints.of_brands([brand])
            if each.id != subject and each.filter().takes(type_, subject)
        ]
        await self._intake.put(others, [logged] * len(others))


def _logged(event: Event, type_: str, now: datetime, said: Mapping[str, str | None]) -> LoggedEvent:
    notice = NOTICES[type_].model_validate({**event.model_dump(), **said})
    return LoggedEvent(notice, type_, notice.to_bytes(), now)
