"""Watches integrations that are expected to bring events: one that is late is said once, and once that it is back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog
from prometheus_client import Counter

from chassis.clock import Clock
from chassis.timers import DueTimer, NewTimer, Timers
from gateway.application.webhook_notices import WebhookNotices
from gateway.domain.heartbeat import Heartbeat
from gateway.domain.webhook_endpoint import LATE, RECOVERED
from gateway.persistence.integrations import Integration, Integrations
from gateway.persistence.stats import Stats

log = structlog.get_logger()

HEARTBEAT_TIMER = "integration_heartbeat"
LATE_LOOK = timedelta(minutes=1)  # between looks whether one that is late is back
CHANGES = Counter("muster_integration_heartbeats", "Integrations found late or back again.", ["state"])


class Heartbeats:
    """Sets and takes up the timers of expectations."""

    def __init__(
        self, integrations: Integrations, stats: Stats, timers: Timers, notices: WebhookNotices, clock: Clock
    ) -> None:
        self._integrations = integrations
        self._stats = stats
        self.timers = timers
        self._notices = notices
        self._clock = clock

    async def expect(self, integration: Integration) -> None:
        """Watch an integration as it says now, or not at all."""
        key = _key(integration.brand, integration.id)
        heartbeat = await self.of(integration)
        if heartbeat is None:
            await self.timers.cancel([key])
            return
        await self.timers.schedule(
            [NewTimer(key, integration.brand, HEARTBEAT_TIMER, heartbeat.due_at, _payload(integration))]
        )

    async def of(self, integration: Integration) -> Heartbeat | None:
        """What is expected of an integration and known of it; None when nothing is expected."""
        if not integration.enabled or integration.expected_every_seconds is None:
            return None
        counts = await self._stats.of(integration.brand, integration.id)
        return Heartbeat(
            timedelta(seconds=integration.expected_every_seconds),
            integration.expected_since or integration.created_at,
            counts.get("last_accepted_at"),
            counts.get("late_since"),
        )

    async def take_up(self, due: Sequence[DueTimer]) -> None:
        """Look at integrations whose time has come, and set when to look again."""
        for timer in due:
            integration = await self._integrations.get(timer.brand, timer.payload["integration"])
            heartbeat = None if integration is None else await self.of(integration)
            if integration is None or heartbeat is None:
                await self.timers.done(timer)
                continue
            next_look = await self._look(integration, heartbeat)
            await self.timers.schedule(
                [NewTimer(timer.key, timer.brand, HEARTBEAT_TIMER, next_look, _payload(integration))]
            )

    async def _look(self, integration: Integration, heartbeat: Heartbeat) -> datetime:
        now = self._clock.now_of(integration.brand)
        late = heartbeat.is_late(now)
        if late and heartbeat.late_since is None:
            await self._say(integration, LATE, heartbeat, heartbeat.due_at)
            await self._stats.set_late(integration.brand, integration.id, heartbeat.due_at)
        elif not late and heartbeat.late_since is not None:
            await self._say(integration, RECOVERED, heartbeat, heartbeat.late_since)
            await self._stats.set_late(integration.brand, integration.id, None)
        return now + min(heartbeat.every, LATE_LOOK) if late else heartbeat.due_at

    async def _say(self, integration: Integration, type_: str, heartbeat: Heartbeat, late_since: datetime) -> None:
        """Emit before it is stored that it was: who dies between says it again under the same id."""
        last = heartbeat.last_accepted_at
        fields = {
            "integration": integration.id,
            "channel": integration.channel,
            "late_since": late_since.isoformat(),
            "last_accepted_at": None if last is None else last.isoformat(),
        }
        await self._notices.say(integration.brand, type_, integration.id, late_since.isoformat(), fields)
        CHANGES.labels("late" if type_ == LATE else "recovered").inc()
        log.warning("integration_heartbeat", brand=integration.brand, integration=integration.id, kind=type_)


def _key(brand: str, integration: str) -> str:
    return f"{brand}/{integration}/heartbeat"


def _payload(integration: Integration) -> dict[str, str]:
    return {"integration": integration.id}
