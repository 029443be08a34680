"""Tokens of people: verified against a configured OIDC issuer's keys, or issued here for development.

RFC 8725 (JWT best practice): algorithms are allow-listed and asymmetric only, so neither `none` nor a public key used
as a shared secret can pass; issuer and audience are compared exactly; expiry is required.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Protocol

import aiohttp
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OKPKey

from chassis.clock import Clock
from chassis.errors import Unauthenticated, Unavailable

ASYMMETRIC = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519"})
LEEWAY_SECONDS = 30  # clocks of issuer and gateway may differ by this much
LONGEST_TOKEN = 16_384  # characters; anything longer is no token worth the work
KEYS_FRESH_SECONDS = 600.0
KEYS_ASK_AGAIN_SECONDS = (
    10.0  # an unknown key id asks the issuer at most this often, so that forged ones cannot flood it
)
FETCH_SECONDS = 0.8  # within the second in which a caller hears that the issuer is away
DEV_ISSUER = "muster-development"
_ALLOWED_KEYS = frozenset({"RSA", "EC", "OKP"})
_REFUSED = "the token is not valid"


@dataclass(frozen=True, slots=True)
class Identity:
    """What a valid token says: the brand and the person's login, until when, and of the local issuer: for which key."""

    brand: str
    login: str
    expires_at: datetime
    key: str | None = None


class Issuer(Protocol):
    """One issuer whose tokens are taken."""

    name: str

    async def verify(self, token: str, header: Mapping[str, Any]) -> Identity:
        """Verify a token that claims to be of this issuer; raises Unauthenticated or Unavailable."""
        ...


class TokenVerifier:
    """Takes tokens of the configured issuers, each checked with its own keys and algorithms only."""

    def __init__(self, issuers: Collection[Issuer]) -> None:
        self._issuers = {issuer.name: issuer for issuer in issuers}

    async def verify(self, token: str) -> Identity:
        """Say who a token is for; raises Unauthenticated, or Unavailable when the issuer's keys cannot be had."""
        header, claimed = _peek(token)
        issuer = self._issuers.get(claimed)
        if issuer is None:
            raise Unauthenticated(_REFUSED)
        return await issuer.verify(token, header)


class OidcIssuer:
    """An OpenID Connect issuer; its keys are fetched when first needed, kept, and asked anew for an unknown id."""

    def __init__(
        self,
        name: str,
        audience: str,
        algorithms: Collection[str],
        brand_claim: str,
        fetch: Callable[[], Awaitable[Mapping[str, Any]]],
        clock: Clock,
    ) -> None:
        self.name = name
        self._audience = audience
        self._algorithms = frozenset(algorithms) & ASYMMETRIC
        self._brand_claim = brand_claim
        self._fetch = fetch
        self._clock = clock
        self._keys: KeySet | None = None
        self._asked_at = float("-inf")
        self._lock = asyncio.Lock()

    async def verify(self, token: str, header: Mapping[str, Any]) -> Identity:
        """Verify with the key the header names."""
        algorithm, kid = header.get("alg"), header.get("kid")
        if algorithm not in self._algorithms or not (kid is None or isinstance(kid, str)):
            raise Unauthenticated(_REFUSED)
        keys = await self._keys_for(kid)
        try:
            key = keys.get_by_kid(kid)
            if key.get("use") == "enc" or key.get("alg") not in {None, algorithm}:
                raise Unauthenticated(_REFUSED)
            claims = jwt.decode(token, key, algorithms=[algorithm]).claims
        except (JoseError, ValueError) as error:
            raise Unauthenticated(_REFUSED) from error
        return checked(claims, self.name, self._audience, self._brand_claim, self._clock.now())

    async def _keys_for(self, kid: str | None) -> KeySet:
        async with self._lock:
            age = asyncio.get_running_loop().time() - self._asked_at
            known = self._keys is not None and any(kid is None or key.kid == kid for key in self._keys)
            if age > KEYS_FRESH_SECONDS or (not known and age > KEYS_ASK_AGAIN_SECONDS):
                await self._refresh()
        if self._keys is None:
            raise Unavailable("issuer", KEYS_ASK_AGAIN_SECONDS)
        return self._keys

    async def _refresh(self) -> None:
        """Fetch the keys; while the issuer is away the ones we have go on counting."""
        self._asked_at = asyncio.get_running_loop().time()
        try:
            published = await self._fetch()
            usable = [key for key in published["keys"] if key.get("kty") in _ALLOWED_KEYS]
            self._keys = KeySet.import_key_set({"keys": usable})
        except (aiohttp.ClientError, TimeoutError, JoseError, KeyError, TypeError, ValueError, AttributeError) as error:
            if self._keys is None:
                raise Unavailable("issuer", KEYS_ASK_AGAIN_SECONDS) from error


def jwks_over_http(
    session: Callable[[], aiohttp.ClientSession], issuer: str, jwks_url: str | None
) -> Callable[[], Awaitable[Mapping[str, Any]]]:
    """A fetch of the issuer's keys: from `jwks_url`, or from where its discovery document says."""

    async def read(url: str) -> Mapping[str, Any]:
        async with session().get(url, timeout=aiohttp.ClientTimeout(total=FETCH_SECONDS)) as response:
            response.raise_for_status()
            found: Mapping[str, Any] = await response.json(content_type=None)
            return found

    async def fetch() -> Mapping[str, Any]:
        if jwks_url is not None:
            return await read(jwks_url)
        discovered = await read(issuer.rstrip("/") + "/.well-known/openid-configuration")
        if discovered.get("issuer") != issuer:
            raise ValueError("the discovery document is of another issuer")
        return await read(discovered["jwks_uri"])

    return fetch


class DevIssuer:
    """Issues and takes tokens for development, each in place of the key that asked for it.

    What it signs with follows from the internal key and the bootstrap key: replicas take each other's tokens, and a new
    bootstrap key ends those that came from the old one.
    """

    name = DEV_ISSUER

    def __init__(self, internal_key: bytes, bootstrap_key: bytes, clock: Clock) -> None:
        derived = HKDF(SHA256(), 32, salt=bootstrap_key, info=b"muster development issuer").derive(internal_key)
        private = Ed25519PrivateKey.from_private_bytes(derived)
        pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        self._key = OKPKey.import_key(pem)
        self._clock = clock

    def issue(self, brand: str, login: str, key: str, expires_at: datetime) -> str:
        """A token of a person; `key` is the id of the key it stands for, without which it counts for nothing."""
        times = {"iat": int(self._clock.now().timestamp()), "exp": int(expires_at.timestamp())}
        claims = {"iss": self.name, "aud": self.name, "sub": login, "brand": brand, "key": key} | times
        return jwt.encode({"alg": "Ed25519"}, claims, self._key, algorithms=["Ed25519"])

    async def verify(self, token: str, header: Mapping[str, Any]) -> Identity:
        """Verify a token of our own."""
        try:
            claims = jwt.decode(token, self._key, algorithms=["Ed25519"]).claims
        except (JoseError, ValueError) as error:
            raise Unauthenticated(_REFUSED) from error
        key = claims.get("key")
        if not isinstance(key, str) or not key:
            raise Unauthenticated(_REFUSED)
        return replace(checked(claims, self.name, self.name, "brand", self._clock.now()), key=key)


def checked(claims: Mapping[str, Any], issuer: str, audience: str, brand_claim: str, now: datetime) -> Identity:
    """Check the claims of a token whose signature holds; raises Unauthenticated."""
    at = now.timestamp()
    expires, starts = _time(claims.get("exp")), _time(claims.get("nbf", 0))
    audiences = claims.get("aud")
    for_us = audience in audiences if isinstance(audiences, list) else audience == audiences
    login, brand = claims.get("sub"), claims.get(brand_claim)
    if claims.get("iss") != issuer or not for_us or expires is None or starts is None:
        raise Unauthenticated(_REFUSED)
    if at > expires + LEEWAY_SECONDS:
        raise Unauthenticated("the token has expired")
    if at < starts - LEEWAY_SECONDS:
        raise Unauthenticated("the token is not valid yet")
    if not isinstance(login, str) or not login or not isinstance(brand, str) or not brand:
        raise Unauthenticated(_REFUSED)
    return Identity(brand, login, datetime.fromtimestamp(expires + LEEWAY_SECONDS, UTC))


def _time(value: object) -> float | None:
    """A NumericDate (RFC 7519), or None for anything else."""
    fits = isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value < 2**40
    return float(value) if fits and isinstance(value, (int, float)) else None


def _peek(token: str) -> tuple[Mapping[str, Any], str]:
    """Read header and issuer of a token nobody has verified yet, to know whose keys to ask."""
    if len(token) > LONGEST_TOKEN:
        raise Unauthenticated(_REFUSED)
    try:
        unverified = jws.extract_compact(token.encode("ascii"))
        claims = _json_object(unverified.payload)
    except (JoseError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise Unauthenticated(_REFUSED) from error  # a header may be any JSON, which the library does not expect
    header, issuer = unverified.headers(), claims.get("iss")
    if not isinstance(header.get("alg"), str) or "crit" in header:  # we understand no extension (RFC 7515 §4.1.11)
        raise Unauthenticated(_REFUSED)
    return header, issuer if isinstance(issuer, str) else ""


def _json_object(raw: bytes) -> Mapping[str, Any]:
    found = json.loads(raw)
    if not isinstance(found, dict):
        raise ValueError("not an object")
    return found
