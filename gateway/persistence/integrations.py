"""Integrations of a brand. Their secrets are sealed for their place, here and in the event that the services read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from channels.ports import stored_settings
from chassis.mongo import Document
from contracts.directory import IntegrationChanged
from gateway.domain.event_lane import EventLane
from gateway.persistence.base import StoreContext, event_id, page


@dataclass(frozen=True, slots=True)
class Integration:
    """An integration as it is stored.

    `sealed` opens with the seal key and the context `<brand>/<integration>` to the flat secrets the channel's own model
    takes; `sealed_before` are those a rotation replaced, which verify until `before_until`. An event is expected every
    `expected_every_seconds`, where that is set, since `expected_since`. `lane` never changes: in two topics at once the
    events of a conversation would lose their order.
    """

    brand: str
    id: str
    channel: str
    name: str
    enabled: bool
    settings: Mapping[str, Any]
    secret_names: tuple[str, ...]
    sealed: str
    version: int
    created_at: datetime
    sealed_before: str | None = None
    before_until: datetime | None = None
    expected_every_seconds: int | None = None
    expected_since: datetime | None = None
    lane: EventLane = "live"


class Integrations:
    """Makes, changes and finds integrations."""

    def __init__(self, context: StoreContext) -> None:
        self._context = context
        self._integrations = context.collection("integrations")

    async def create(self, integration: Integration) -> None:
        """Add an integration; raises AlreadyExists."""
        insert = self._integrations.insert(integration.brand, integration.id, _document(integration))
        await self._context.create([("integrations", insert)], [_changed(integration, self._context.clock.now())])

    async def get(self, brand: str, integration: str) -> Integration | None:
        """An integration, or None."""
        document = await self._integrations.get(brand, integration)
        return _integration(document) if document else None

    async def change(self, integration: Integration) -> None:
        """Store the next version of an integration; raises VersionConflict."""
        event = _changed(integration, self._context.clock.now())
        await self._context.change("integrations", integration.brand, _document(integration), event)

    async def list(self, brand: str, after: str | None, limit: int) -> tuple[list[Integration], str | None]:
        """A page of integrations in order of id."""
        documents, next_after = await page(self._integrations, brand, {}, after=after, limit=limit)
        return [_integration(document) for document in documents], next_after


def seal_context(brand: str, integration: str) -> str:
    """What binds a sealed secret to its integration."""
    return f"{brand}/{integration}"


def _document(integration: Integration) -> Document:
    return {
        "id": integration.id,
        "channel": integration.channel,
        "name": integration.name,
        "enabled": integration.enabled,
        "settings": dict(integration.settings),
        "secret_names": list(integration.secret_names),
        "sealed": integration.sealed,
        "version": integration.version,
        "created_at": integration.created_at,
        "sealed_before": integration.sealed_before,
        "before_until": integration.before_until,
        "expected_every_seconds": integration.expected_every_seconds,
        "expected_since": integration.expected_since,
        "lane": integration.lane,
    }


def _integration(document: dict[str, Any]) -> Integration:
    return Integration(
        brand=document["brand"],
        id=document["id"],
        channel=document["channel"],
        name=document["name"],
        enabled=document["enabled"],
        settings=stored_settings(document["settings"]),
        secret_names=tuple(document["secret_names"]),
        sealed=document["sealed"],
        version=document["version"],
        created_at=document["created_at"],
        sealed_before=document["sealed_before"],
        before_until=document["before_until"],
        expected_every_seconds=document.get("expected_every_seconds"),
        expected_since=document.get("expected_since"),
        lane=document.get("lane", "live"),
    )


def _changed(integration: Integration, now: datetime) -> IntegrationChanged:
    subject = f"integration:{integration.id}"
    return IntegrationChanged(
        id=event_id(integration.brand, subject, integration.version),
        brand=integration.brand,
        subject=subject,
        version=integration.version,
        at=now,
        integration=integration.id,
        channel=integration.channel,
        name=integration.name,
        enabled=integration.enabled,
        settings=dict(integration.settings),
        sealed=integration.sealed,
    )
