"""Tokens of a configured OIDC issuer, verified against the keys it publishes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from chassis.clock import Clock
from chassis.errors import Unauthenticated, Unavailable
from gateway.adapters.tokens import ASYMMETRIC, REFUSED, Identity, checked, peek
from gateway.domain.claims import ClaimRules

KEYS_FRESH_SECONDS = 600.0
KEYS_ASK_AGAIN_SECONDS = 10.0  # an unknown key id asks the issuer at most this often: forged ones cannot flood it
_ALLOWED_KEYS = frozenset({"RSA", "EC", "OKP"})


@dataclass(frozen=True, slots=True)
class IdToken:
    """The content of a valid id token: who signed in, the nonce it answers, the roles that its claims give."""

    identity: Identity
    nonce: str | None
    roles: tuple[str, ...]


class KeysNotRead(Exception):
    """The issuer's keys cannot be had now."""


class OidcIssuer:
    """An OpenID Connect issuer; its keys are fetched when first needed, cached, and asked anew for an unknown id."""

    def __init__(
        self,
        name: str,
        audience: str | None,
        algorithms: Collection[str],
        rules: ClaimRules,
        fetch: Callable[[], Awaitable[Mapping[str, Any]]],
        clock: Clock,
    ) -> None:
        self.name = name
        self._audience = audience
        self._algorithms = frozenset(algorithms) & ASYMMETRIC
        self._rules = rules
        self._fetch = fetch
        self._clock = clock
        self._keys: KeySet | None = None
        self._asked_at = float("-inf")
        self._lock = asyncio.Lock()

    async def verify(self, token: str, header: Mapping[str, Any]) -> Identity:
        """Verify a token that is presented to us; raises Unauthenticated, also when the issuer is for sign-ins only."""
        if self._audience is None:
            raise Unauthenticated(REFUSED)
        return checked(await self._signed(token, header), self.name, self._audience, self._rules, self._clock.now())

    async def verify_id_token(self, token: str, client_id: str) -> IdToken:
        """Verify an id token that the issuer gave us for a client (OpenID Connect Core §3.1.3.7).

        Its nonce is for the caller to compare.
        """
        header, claimed = peek(token)
        if claimed != self.name:
            raise Unauthenticated(REFUSED)
        claims = await self._signed(token, header)
        identity = checked(claims, self.name, client_id, self._rules, self._clock.now())
        party, audiences = claims.get("azp"), claims.get("aud")
        several = isinstance(audiences, list) and len(audiences) > 1
        if party != client_id and (several or party is not None):
            raise Unauthenticated(REFUSED)
        nonce = claims.get("nonce")
        return IdToken(identity, nonce if isinstance(nonce, str) else None, self._rules.roles_of(claims))

    async def _signed(self, token: str, header: Mapping[str, Any]) -> Mapping[str, Any]:
        """The claims of a token, once its signature holds under the key that the header names."""
        algorithm, kid = header.get("alg"), header.get("kid")
        if algorithm not in self._algorithms or not (kid is None or isinstance(kid, str)):
            raise Unauthenticated(REFUSED)
        keys = await self._keys_for(kid)
        try:
            key = keys.get_by_kid(kid)
            if key.get("use") == "enc" or key.get("alg") not in {None, algorithm}:
                raise Unauthenticated(REFUSED)
            claims: Mapping[str, Any] = jwt.decode(token, key, algorithms=[algorithm]).claims
        except (JoseError, ValueError) as error:
            raise Unauthenticated(REFUSED) from error
        return claims

    async def _keys_for(self, kid: str | None) -> KeySet:
        async with self._lock:
            age = asyncio.get_running_loop().time() - self._asked_at
            has_key = self._keys is not None and any(kid is None or key.kid == kid for key in self._keys)
            if age > KEYS_FRESH_SECONDS or (not has_key and age > KEYS_ASK_AGAIN_SECONDS):
                await self._refresh()
        if self._keys is None:
            raise Unavailable("issuer", KEYS_ASK_AGAIN_SECONDS)
        return self._keys

    async def _refresh(self) -> None:
        """Fetch the keys; while the issuer is unavailable the cached ones stay valid."""
        self._asked_at = asyncio.get_running_loop().time()
        try:
            published = await self._fetch()
            usable = [key for key in published["keys"] if key.get("kty") in _ALLOWED_KEYS]
            self._keys = KeySet.import_key_set({"keys": usable})
        except (KeysNotRead, JoseError, KeyError, TypeError, ValueError, AttributeError) as error:
            if self._keys is None:
                raise Unavailable("issuer", KEYS_ASK_AGAIN_SECONDS) from error
