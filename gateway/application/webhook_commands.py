"""What people do with webhook endpoints: make, change, rotate, remove, and have sent again."""

from __future__ import annotations

import secrets as randomness
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from channels import signing
from channels.addresses import AddressRefused
from channels.registry import all_channels
from chassis.clock import Clock
from chassis.http.problem import FieldError, Invalid
from chassis.seal import Sealer
from contracts.registry import EVENT_CLASSES
from gateway.application.webhook_intake import WebhookIntake
from gateway.application.webhook_notices import WebhookNotices
from gateway.domain.webhook_endpoint import WebhookEndpoint, unknown_types
from gateway.domain.webhook_secrets import WebhookSecrets
from gateway.persistence.webhook_deliveries import WebhookDeliveries
from gateway.persistence.webhook_endpoints import WebhookEndpoints, seal_context

MOST_ENDPOINTS = 50  # of one brand: each event is stored once for each that takes it


class TooManyEndpoints(Exception):
    """The brand has as many endpoints as it may have."""


@dataclass(frozen=True, slots=True)
class Webhooks:
    """The endpoints of brands and their deliveries.

    `resolve` finds whether a URL leads where requests may go; it raises AddressRefused, or OSError for an unknown host.
    """

    endpoints: WebhookEndpoints
    deliveries: WebhookDeliveries
    intake: WebhookIntake
    notices: WebhookNotices
    sealer: Sealer
    clock: Clock
    resolve: Callable[[str], Awaitable[None]]

    async def create(self, endpoint: WebhookEndpoint, secret: str | None) -> tuple[WebhookEndpoint, str | None]:
        """Make an endpoint; returns it and the secret that was made for it, None when it was given.

        Raises:
            Invalid: Names each field that is wrong.
            TooManyEndpoints: The brand has as many as it may.
        """
        check_types(endpoint.types)
        check_channels(endpoint.channels)
        await self.check_url(endpoint.url)
        check_secret(secret)
        if await self.endpoints.count(endpoint.brand) >= MOST_ENDPOINTS:
            raise TooManyEndpoints
        made = None if secret else signing.new_secret()
        sealed = self._sealed(endpoint, WebhookSecrets(secret or made or ""))
        stored = replace(endpoint, sealed=sealed)
        await self.endpoints.create(stored)
        return stored, made

    async def change(self, before: WebhookEndpoint, after: WebhookEndpoint) -> WebhookEndpoint:
        """Store what was changed, and have the endpoint looked at; raises Invalid, VersionConflict."""
        if after.types != before.types:
            check_types(after.types)
        if after.channels != before.channels:
            check_channels(after.channels)
        if after.url != before.url:
            await self.check_url(after.url)
        stored = replace(after, version=before.version + 1)
        await self.endpoints.change(stored)
        await self.intake.wake([(stored.brand, stored.id)])
        return stored

    async def rotate(
        self, endpoint: WebhookEndpoint, secret: str | None, overlap: timedelta
    ) -> tuple[WebhookEndpoint, str | None]:
        """Sign with a new secret, and for a while with the one before beside it; raises Invalid, VersionConflict."""
        check_secret(secret)
        made = None if secret else signing.new_secret()
        now = self.clock.now()
        opened = self.sealer.open(endpoint.sealed, seal_context(endpoint.brand, endpoint.id))
        rotated = WebhookSecrets.read(opened).rotated(secret or made or "", now, now + overlap)
        stored = replace(endpoint, sealed=self._sealed(endpoint, rotated), version=endpoint.version + 1)
        await self.endpoints.change(stored)
        return stored, made

    async def remove(self, brand: str, endpoint: str) -> bool:
        """Remove an endpoint; what is stored for it is deleted in the background. False when there is none."""
        removed = await self.endpoints.remove(brand, endpoint)
        if removed:
            await self.intake.wake([(brand, endpoint)])
        return removed

    def _sealed(self, endpoint: WebhookEndpoint, secrets: WebhookSecrets) -> str:
        return self.sealer.seal(secrets.plain(), seal_context(endpoint.brand, endpoint.id))

    async def check_url(self, url: str) -> None:
        """See that a URL leads to where requests may go; raises Invalid."""
        try:
            await self.resolve(url)
        except AddressRefused:
            raise _wrong(
                "/url", "must be an https address whose host is on the public internet", "address_refused"
            ) from None
        except OSError:
            raise _wrong("/url", "its host cannot be found", "host_unknown") from None


def check_types(types: Sequence[str]) -> None:
    """See that each pattern can match an event; raises Invalid naming those that cannot."""
    wrong = unknown_types(types, EVENT_CLASSES)
    if wrong:
        detail = "there is no such event; give a type such as inbox.message_stored.v1, or inbox.*, routing.*, crisis.*"
        raise Invalid([FieldError(f"/types/{place}", detail, "types") for place in wrong])


def check_channels(channels: Sequence[str]) -> None:
    """See that each channel exists; raises Invalid naming those that do not."""
    known = all_channels()
    wrong = [place for place, each in enumerate(channels) if each not in known]
    if wrong:
        detail = f"there is no such channel; there are {', '.join(sorted(known))}"
        raise Invalid([FieldError(f"/channels/{place}", detail, "channel") for place in wrong])


def check_secret(secret: str | None) -> None:
    """See that a secret that was given can sign; raises Invalid."""
    try:
        if secret is not None:
            signing.secret_key(secret)
    except ValueError as wrong:
        raise _wrong("/secret", str(wrong), "secret") from None


def new_endpoint_id() -> str:
    """An id that nobody can guess and nobody has."""
    return f"whe_{randomness.token_hex(8)}"


def _wrong(pointer: str, detail: str, code: str) -> Invalid:
    return Invalid([FieldError(pointer, detail, code)])
