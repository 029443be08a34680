"""Webhook endpoints of a brand, and how each of them answered lately."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict
from typing import Any

from chassis.errors import VersionConflict
from chassis.mongo import Document
from gateway.domain.webhook_endpoint import DisabledReason, WebhookEndpoint, WebhookHealth
from gateway.persistence.base import AlreadyExists, StoreContext, page


class WebhookEndpoints:
    """Makes, changes, finds and removes endpoints."""

    def __init__(self, context: StoreContext) -> None:
        self._endpoints = context.collection("webhook_endpoints")
        self._health = context.collection("webhook_health")

    async def create(self, endpoint: WebhookEndpoint) -> None:
        """Store a new endpoint; raises AlreadyExists."""
        insert = self._endpoints.insert(endpoint.brand, endpoint.id, _document(endpoint))
        if (await self._endpoints.write([insert])).duplicates:
            raise AlreadyExists

    async def get(self, brand: str, endpoint: str) -> WebhookEndpoint | None:
        """An endpoint, or None."""
        document = await self._endpoints.get(brand, endpoint)
        return _endpoint(document) if document else None

    async def count(self, brand: str) -> int:
        """How many the brand has."""
        return await self._endpoints.count(brand, {})

    async def of_brands(self, brands: Collection[str]) -> list[WebhookEndpoint]:
        """All endpoints of some brands, disabled ones too."""
        documents = await self._endpoints.find_for([(brand, {}) for brand in sorted(brands)])
        return [_endpoint(document) for document in documents]

    async def list(self, brand: str, after: str | None, limit: int) -> tuple[list[WebhookEndpoint], str | None]:
        """A page of endpoints in order of id."""
        documents, next_after = await page(self._endpoints, brand, {}, after=after, limit=limit)
        return [_endpoint(document) for document in documents], next_after

    async def change(self, endpoint: WebhookEndpoint) -> None:
        """Store the next version; raises VersionConflict."""
        put = self._endpoints.replace(
            endpoint.brand, endpoint.id, _document(endpoint), where={"version": endpoint.version - 1}
        )
        if (await self._endpoints.write([put])).matched == 0:
            raise VersionConflict

    async def disable(self, brand: str, endpoint: str, reason: DisabledReason) -> bool:
        """Send it nothing more; False when it was disabled or gone already."""
        change = {"$set": {"disabled": reason}, "$inc": {"version": 1}}
        done = await self._endpoints.write([self._endpoints.update(brand, endpoint, change, where={"disabled": None})])
        return done.matched == 1

    async def remove(self, brand: str, endpoint: str) -> bool:
        """Remove an endpoint and what is known of its health; False when there is none."""
        done = await self._endpoints.write([self._endpoints.delete(brand, endpoint)])
        await self._health.write([self._health.delete(brand, endpoint)])
        return done.deleted == 1

    async def health(self, brand: str, endpoint: str) -> WebhookHealth:
        """How it answered lately."""
        return _health(await self._health.get(brand, endpoint))

    async def health_of(self, brand: str, endpoints: Collection[str]) -> dict[str, WebhookHealth]:
        """The same of several."""
        documents = await self._health.get_many([(brand, each) for each in endpoints])
        return {each: _health(documents.get((brand, each))) for each in endpoints}

    async def set_health(self, brand: str, endpoint: str, health: WebhookHealth) -> None:
        """Remember how it answered."""
        put = self._health.replace(brand, endpoint, {"endpoint": endpoint, **asdict(health)}, upsert=True)
        await self._health.write([put])


def seal_context(brand: str, endpoint: str) -> str:
    """What binds sealed secrets to their endpoint."""
    return f"{brand}/webhook/{endpoint}"


def _document(endpoint: WebhookEndpoint) -> Document:
    document = {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(endpoint).items()}
    del document["brand"]
    return document


def _endpoint(document: Document) -> WebhookEndpoint:
    return WebhookEndpoint(
        brand=document["brand"],
        id=document["id"],
        name=document["name"],
        url=document["url"],
        types=tuple(document["types"]),
        channels=tuple(document["channels"]),
        topics=tuple(document["topics"]),
        ordered=document["ordered"],
        disabled=document["disabled"],
        sealed=document["sealed"],
        version=document["version"],
        created_at=document["created_at"],
    )


def _health(document: dict[str, Any] | None) -> WebhookHealth:
    if document is None:
        return WebhookHealth()
    return WebhookHealth(
        failures=document["failures"],
        failing_since=document["failing_since"],
        last_success_at=document["last_success_at"],
        last_failure_at=document["last_failure_at"],
        last_code=document["last_code"],
    )
