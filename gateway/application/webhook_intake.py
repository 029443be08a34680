"""Events out of the log become deliveries to the endpoints that take them."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby
from typing import Any, NamedTuple

from chassis.clock import Clock
from chassis.lanes import Lanes
from contracts.event import Event
from gateway.domain.webhook_delivery import ERASURE, ConversationErasure, WebhookDelivery
from gateway.domain.webhook_endpoint import WebhookEndpoint
from gateway.persistence.webhook_deliveries import WebhookDeliveries, order_of
from gateway.persistence.webhook_endpoints import WebhookEndpoints

CLOCKS_DIFFER = timedelta(minutes=1)
"""By at most: what happened just after an endpoint was made is not left out, nor is just before an erasure."""


class LoggedEvent(NamedTuple):
    """An event as it stands in the log."""

    event: Event
    type: str
    value: bytes
    logged_at: datetime

    @property
    def erases(self) -> bool:
        """Whether it says that the words of all earlier events of its subject are gone."""
        return self.type == ERASURE


class WebhookIntake:
    """Stores a delivery for each endpoint that takes an event, once, and wakes its lane."""

    def __init__(self, endpoints: WebhookEndpoints, deliveries: WebhookDeliveries, lanes: Lanes, clock: Clock) -> None:
        self._endpoints = endpoints
        self._deliveries = deliveries
        self._lanes = lanes
        self._clock = clock
        self._last_order = 0
        self._told: Callable[[Collection[tuple[str, str]]], None] | None = None

    def on_stored(self, told: Callable[[Collection[tuple[str, str]]], None]) -> None:
        """Have `told` called with the lanes for which this process stored something."""
        self._told = told

    async def take(self, events: Sequence[LoggedEvent]) -> None:
        """Store what a batch of the log brings; the same batch again stores nothing twice.

        What a conversation's erasure is about has gone out of every delivery before the erasure itself is one.
        """
        by_brand: dict[str, list[WebhookEndpoint]] = {}
        for endpoint in await self._endpoints.of_brands({each.event.brand for each in events}):
            by_brand.setdefault(endpoint.brand, []).append(endpoint)
        for erases, group in groupby(events, lambda each: each.erases):
            part = list(group)
            if erases:
                await self._deliveries.erase([_erasure(each) for each in part])
            pairs = [
                (endpoint, each)
                for each in part
                for endpoint in by_brand.get(each.event.brand, ())
                if _takes(endpoint, each)
            ]
            await self.put([endpoint for endpoint, _ in pairs], [each for _, each in pairs])

    async def put(self, endpoints: Sequence[WebhookEndpoint], events: Sequence[LoggedEvent]) -> list[WebhookDelivery]:
        """Store a delivery of each event to the endpoint beside it, whatever that takes."""
        now = self._clock.now()
        deliveries = [
            WebhookDelivery(
                brand=endpoint.brand,
                endpoint=endpoint.id,
                id=each.event.id,
                type=each.type,
                subject=each.event.subject,
                body=payload(each),
                order=self._next_order(now),
                happened_at=each.logged_at,
                stored_at=now,
                due_at=now,
            )
            for endpoint, each in zip(endpoints, events, strict=True)
        ]
        if deliveries:
            ordered = {(each.brand, each.id) for each in endpoints if each.ordered}
            await self._deliveries.store(deliveries, ordered)
            await self.wake({(each.brand, each.endpoint) for each in deliveries})
        return deliveries

    async def wake(self, lanes: Collection[tuple[str, str]]) -> None:
        """Have endpoints, by brand and id, looked at now."""
        await self._lanes.wake(lanes)
        if self._told is not None:
            self._told(lanes)

    def _next_order(self, now: datetime) -> int:
        self._last_order = max(self._last_order + 1, order_of(now))
        return self._last_order


def payload(logged: LoggedEvent) -> str:
    """What is posted, as Standard Webhooks proposes: type, time and the event itself."""
    head = json.dumps({"type": logged.type, "timestamp": logged.event.at.astimezone(UTC).isoformat()})
    return f'{head[:-1]}, "data": {logged.value.decode()}}}'


def _takes(endpoint: WebhookEndpoint, logged: LoggedEvent) -> bool:
    if logged.logged_at < endpoint.created_at - CLOCKS_DIFFER:
        return False
    if not endpoint.filter().takes(logged.type, logged.event.subject):
        return False
    if not endpoint.narrowed:
        return True
    channel, topics = _marks(logged.value)
    told_of = endpoint.topics if logged.erases else topics  # earlier events of the conversation may have had others
    return endpoint.is_about(channel, told_of)


def _erasure(logged: LoggedEvent) -> ConversationErasure:
    return ConversationErasure(logged.event.brand, logged.event.subject, logged.logged_at + CLOCKS_DIFFER)


def _marks(value: bytes) -> tuple[str | None, tuple[str, ...]]:
    """The channel and the topics an event carries: of its conversation, its task, or its own."""
    body: dict[str, Any] = json.loads(value)
    about = body.get("conversation"), body.get("task"), body
    snapshots = [each for each in about if isinstance(each, dict)]
    channel = next((each["channel"] for each in snapshots if isinstance(each.get("channel"), str)), None)
    topics: list[str] = next((each["topics"] for each in snapshots if isinstance(each.get("topics"), list)), [])
    return channel, tuple(topics)
