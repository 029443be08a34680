"""What proves who calls: tokens between processes, links of notices, the issuer of development."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from chassis.auth import InternalTokens
from chassis.clock import Clock
from chassis.settings import CommonSettings
from chassis.signed_links import NOTICE_LINKS, SignedLinks
from gateway.adapters.dev_issuer import DevIssuer
from gateway.adapters.tokens import Issuer, TokenVerifier
from gateway.application.access import Access
from gateway.application.access_ports import AccessLookups
from gateway.settings import GatewaySettings


@dataclass(frozen=True, slots=True)
class CredentialParts:
    """`dev_issuer` is None unless the settings ask for it."""

    tokens: InternalTokens
    links: SignedLinks
    dev_issuer: DevIssuer | None

    @classmethod
    def of(cls, settings: GatewaySettings, common: CommonSettings, clock: Clock) -> CredentialParts:
        """Under the keys that all processes share."""
        internal_key = common.internal_key.get_secret_value()
        bootstrap_key = settings.bootstrap_key.get_secret_value().encode()
        return cls(
            InternalTokens(internal_key, clock),
            SignedLinks(common.seal_key.get_secret_value(), NOTICE_LINKS),
            DevIssuer(internal_key, bootstrap_key, clock) if settings.dev_issuer else None,
        )

    def access(
        self, settings: GatewaySettings, lookups: AccessLookups, issuers: Sequence[Issuer], clock: Clock
    ) -> Access:
        """The callers of the public, with tokens of these issuers and of the development issuer."""
        verifier = TokenVerifier([*issuers, *([] if self.dev_issuer is None else [self.dev_issuer])])
        return Access(lookups, verifier, settings.bootstrap_key.get_secret_value(), clock)
