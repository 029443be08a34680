"""Native payloads: find the integration by its address, verify over the raw bytes, parse through its channel."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from pydantic import ValidationError

from channels.ports import (
    Channel,
    ChannelSecrets,
    ChannelSettings,
    IntegrationRef,
    ParseResult,
    SignatureMissing,
    SignatureRefused,
    SignatureStale,
    SignatureWrong,
)
from channels.registry import channel
from channels.sending import Headers
from chassis.seal import Sealer
from chassis.ttl_cache import TtlCache
from gateway.domain.names import brand_of_integration
from gateway.domain.quota import BrandQuota
from gateway.domain.secrets import Secrets
from gateway.persistence.brands import Brands
from gateway.persistence.integrations import Integration, Integrations, seal_context


@dataclass(frozen=True, slots=True)
class ReadyIntegration:
    """An integration ready to be used: its channel, its settings, the secrets that verify, and its brand's quota."""

    integration: Integration
    channel: Channel
    ref: IntegrationRef
    secrets: Secrets
    quota: BrandQuota

    def secret_models(self, now: datetime) -> list[ChannelSecrets]:
        """The channel's own models of the secrets that count now, the newest first; none that could be guessed."""
        models: list[ChannelSecrets] = []
        for secrets in self.secrets.valid(now):
            with suppress(ValidationError):  # stored before secrets had to be so long; a rotation asks for better ones
                models.append(self.channel.secrets_model(**secrets))
        return models

    def verify(self, headers: Headers, raw: bytes, now: datetime) -> None:
        """Check the signature under any secret that counts now; raises SignatureRefused as the newest did."""
        refused: SignatureRefused | None = None
        for secrets in self.secret_models(now):
            try:
                self.channel.verify(secrets, headers, raw, now)
            except SignatureRefused as error:
                refused = refused or error
            else:
                return
        raise refused or SignatureWrong("no usable secret")

    def parse(self, raw: bytes, headers: Headers, received_at: datetime) -> ParseResult:
        """Read a verified payload; never raises."""
        return self.channel.parse(self.ref, raw, headers, received_at)


class ReadyIntegrations:
    """Integrations by id with their opened secrets, remembered for at most a second."""

    def __init__(self, integrations: Integrations, brands: Brands, sealer: Sealer) -> None:
        self._integrations = integrations
        self._brands = brands
        self._sealer = sealer
        self._cache: TtlCache[tuple[str, str], ReadyIntegration | None] = TtlCache(self._find)

    async def by_id(self, integration: str) -> ReadyIntegration | None:
        """The enabled integration of this id, of whichever brand the id names; None for any other."""
        brand = brand_of_integration(integration)
        return None if brand is None else await self.of(brand, integration)

    async def of(self, brand: str, integration: str) -> ReadyIntegration | None:
        """The enabled integration of a brand, or None."""
        return await self._cache.get((brand, integration))

    def changed(self, brand: str, integration: str) -> None:
        """Read it anew next time."""
        self._cache.forget((brand, integration))

    async def _find(self, key: tuple[str, str]) -> ReadyIntegration | None:
        integration = await self._integrations.get(*key)
        brand = await self._brands.get(key[0])
        if integration is None or brand is None or not integration.enabled:
            return None
        channel_ = channel(integration.channel)
        settings: ChannelSettings = channel_.settings_model(**integration.settings)
        return ReadyIntegration(
            integration,
            channel_,
            IntegrationRef(integration.brand, integration.id, integration.channel, settings),
            self._opened(integration),
            brand.quota,
        )

    def _opened(self, integration: Integration) -> Secrets:
        context = seal_context(integration.brand, integration.id)
        current: Mapping[str, str] = self._sealer.open(integration.sealed, context)
        before = {} if integration.sealed_before is None else self._sealer.open(integration.sealed_before, context)
        return Secrets(current, before, integration.before_until)


def refusal(error: SignatureRefused) -> str:
    """What is counted for a refused signature."""
    if isinstance(error, SignatureMissing):
        return "signature_missing"
    return "signature_stale" if isinstance(error, SignatureStale) else "signature_wrong"
