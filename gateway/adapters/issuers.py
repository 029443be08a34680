"""The issuers of the settings."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import NamedTuple

from channels.addresses import Reach
from channels.outward import HttpOutward
from chassis.clock import Clock
from gateway.adapters.issuer_keys import issuer_keys
from gateway.adapters.issuer_settings import IssuerSettings
from gateway.adapters.oidc import OidcIssuer
from gateway.adapters.sign_in_issuer import GoesOut, OidcClient, SignInIssuer
from gateway.settings import GatewaySettings

CALLBACK = "/v1/sign-in/callback"
ISSUER_SECONDS = 4.0  # a whole request to an issuer, while a browser waits


class ToIssuers(NamedTuple):
    """The ways to issuers: to addresses that the operator configured, and to those that an issuer names."""

    chosen: HttpOutward
    guarded: HttpOutward


async def ways_to_issuers(enter: Callable[[HttpOutward], Awaitable[HttpOutward]], reach: Reach) -> ToIssuers:
    """Both ways, open for as long as the process; what an issuer names lies within `reach`."""
    chosen = await enter(HttpOutward(Reach(anywhere=True), total_seconds=ISSUER_SECONDS))
    return ToIssuers(chosen, await enter(HttpOutward(reach, total_seconds=ISSUER_SECONDS)))


def issuers_of(
    settings: GatewaySettings, ways: ToIssuers, clock: Clock
) -> tuple[list[OidcIssuer], dict[str, SignInIssuer]]:
    """Who verifies tokens, each with keys of its own that are read when first needed; and by whom people sign in."""
    issuers = [_issuer(each, ways, clock) for each in settings.issuers()]
    return issuers, _sign_in_issuers(settings, issuers, ways.guarded, clock)


def _issuer(given: IssuerSettings, ways: ToIssuers, clock: Clock) -> OidcIssuer:
    fetch = issuer_keys(ways.chosen, ways.guarded, given.issuer, given.jwks_url)
    return OidcIssuer(given.issuer, given.audience, given.algorithms, given.claim_rules(), fetch, clock)


def _sign_in_issuers(
    settings: GatewaySettings, issuers: Iterable[OidcIssuer], outward: GoesOut, clock: Clock
) -> dict[str, SignInIssuer]:
    """By name; `issuers` verify what they give."""
    verifiers, found = {each.name: each for each in issuers}, {}
    for given in settings.issuers():
        if given.client_id is not None:
            secret = None if given.client_secret is None else given.client_secret.get_secret_value()
            client = OidcClient(given.client_id, secret, given.scope, f"{settings.public_url}{CALLBACK}")
            found[given.name] = SignInIssuer(given.name, client, verifiers[given.issuer], outward, clock)
    return found
