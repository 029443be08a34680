"""Takes every event that an endpoint may have posted, as it stands in the log."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from chassis import crash_points
from chassis.messaging import Delivery, HandlerResult
from chassis.messaging.headers import TYPE, text
from gateway.application.webhook_intake import LoggedEvent, WebhookIntake

GROUP = "webhooks"


class OnWebhookEvents:
    """Handles batches of inbox, routing and crisis events; `stored` is called after deliveries were."""

    def __init__(self, intake: WebhookIntake) -> None:
        self._intake = intake

    async def __call__(self, batch: Sequence[Delivery], /) -> HandlerResult:
        """Store the deliveries of a batch."""
        await self._intake.take([_logged(each) for each in batch])
        crash_points.reach("gateway.webhooks_stored_not_committed")
        return HandlerResult()


def _logged(delivery: Delivery) -> LoggedEvent:
    record = delivery.record
    at = datetime.fromtimestamp(record.timestamp_ms / 1000, UTC)
    return LoggedEvent(delivery.event, text(record.headers, TYPE), record.value or b"{}", at)
