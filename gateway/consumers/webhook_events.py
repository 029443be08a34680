"""Takes every event that an endpoint may have posted, or the audit trail holds, as it stands in the log."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime

from chassis import crash_points
from chassis.messaging import Delivery, HandlerResult
from chassis.messaging.headers import TYPE, text
from gateway.application.webhook_intake import LoggedEvent

GROUP = "webhooks"
Intake = Callable[[Sequence[LoggedEvent]], Awaitable[None]]


class OnWebhookEvents:
    """Handles batches of inbox, routing and crisis events: each intake takes the same batch, and does so once only."""

    def __init__(self, *intakes: Intake) -> None:
        self._intakes = intakes

    async def __call__(self, batch: Sequence[Delivery], /) -> HandlerResult:
        """Store what a batch brings."""
        logged = [_logged(each) for each in batch]
        for take in self._intakes:
            await take(logged)
        crash_points.reach("gateway.webhooks_stored_not_committed")
        return HandlerResult()


def _logged(delivery: Delivery) -> LoggedEvent:
    record = delivery.record
    at = datetime.fromtimestamp(record.timestamp_ms / 1000, UTC)
    return LoggedEvent(delivery.event, text(record.headers, TYPE), record.value or b"{}", at)
