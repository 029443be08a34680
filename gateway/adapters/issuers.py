"""The issuers of the settings."""

from __future__ import annotations

from collections.abc import Iterable

from chassis.clock import Clock
from gateway.adapters.issuer_settings import IssuerSettings
from gateway.adapters.oidc import OidcIssuer, jwks_over_http
from gateway.adapters.sign_in_issuer import GoesOut, OidcClient, SignInIssuer
from gateway.adapters.upstream import Upstream
from gateway.settings import GatewaySettings

CALLBACK = "/v1/sign-in/callback"


def oidc_issuers(settings: GatewaySettings, clock: Clock, upstream: Upstream) -> list[OidcIssuer]:
    """Each with keys of its own; they are fetched through the pool of `upstream` once it has started."""

    def issuer(given: IssuerSettings) -> OidcIssuer:
        fetch = jwks_over_http(lambda: upstream.session, given.issuer, given.jwks_url)
        return OidcIssuer(given.issuer, given.audience, given.algorithms, given.claim_rules(), fetch, clock)

    return [issuer(each) for each in settings.issuers()]


def sign_in_issuers(
    settings: GatewaySettings, issuers: Iterable[OidcIssuer], outward: GoesOut, clock: Clock
) -> dict[str, SignInIssuer]:
    """Those that people sign in by, by name; `issuers` verify what they give."""
    verifiers, found = {each.name: each for each in issuers}, {}
    for given in settings.issuers():
        if given.client_id is not None:
            secret = None if given.client_secret is None else given.client_secret.get_secret_value()
            client = OidcClient(given.client_id, secret, given.scope, f"{settings.public_url}{CALLBACK}")
            found[given.name] = SignInIssuer(given.name, client, verifiers[given.issuer], outward, clock)
    return found
