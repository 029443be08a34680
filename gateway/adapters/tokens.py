"""Tokens of people: given to the issuer they name, their claims checked the same way for every issuer.

RFC 8725 (JWT best practice): algorithms are allow-listed and asymmetric only, so neither `none` nor a public key used
as a shared secret can pass; issuer and audience are compared exactly; expiry is required.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from joserfc import jws
from joserfc.errors import JoseError

from chassis.errors import Unauthenticated
from gateway.domain.claims import ClaimRules

ASYMMETRIC = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519"})
LEEWAY_SECONDS = 30  # clocks of issuer and gateway may differ by this much
LONGEST_TOKEN = 16_384  # characters; anything longer is no token worth the work
REFUSED = "the token is not valid"


@dataclass(frozen=True, slots=True)
class Identity:
    """The content of a valid token: brand, login, end, and, of the local issuer, the key it stands for."""

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
        header, claimed = peek(token)
        issuer = self._issuers.get(claimed)
        if issuer is None:
            raise Unauthenticated(REFUSED)
        return await issuer.verify(token, header)


def checked(claims: Mapping[str, Any], issuer: str, audience: str, rules: ClaimRules, now: datetime) -> Identity:
    """Check the claims of a token whose signature holds, and read them by the rules; raises Unauthenticated."""
    at = now.timestamp()
    expires, starts = _time(claims.get("exp")), _time(claims.get("nbf", 0))
    audiences = claims.get("aud")
    for_us = audience in audiences if isinstance(audiences, list) else audience == audiences
    login, brand = rules.login_of(claims), rules.brand_of(claims)
    if claims.get("iss") != issuer or not for_us or expires is None or starts is None:
        raise Unauthenticated(REFUSED)
    if at > expires + LEEWAY_SECONDS:
        raise Unauthenticated("the token has expired")
    if at < starts - LEEWAY_SECONDS:
        raise Unauthenticated("the token is not valid yet")
    if login is None or brand is None:
        raise Unauthenticated(REFUSED)
    return Identity(brand, login, datetime.fromtimestamp(expires + LEEWAY_SECONDS, UTC))


def _time(value: object) -> float | None:
    """A NumericDate (RFC 7519), or None for anything else."""
    fits = isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value < 2**40
    return float(value) if fits and isinstance(value, (int, float)) else None


def peek(token: str) -> tuple[Mapping[str, Any], str]:
    """Read header and issuer of a token nobody has verified yet, to know whose keys to ask."""
    if len(token) > LONGEST_TOKEN:
        raise Unauthenticated(REFUSED)
    try:
        unverified = jws.extract_compact(token.encode("ascii"))
        claims = _json_object(unverified.payload)
    except (JoseError, ValueError, TypeError, AttributeError, RecursionError) as error:
        raise Unauthenticated(REFUSED) from error  # a header may be any JSON, which the library does not expect
    header, issuer = unverified.headers(), claims.get("iss")
    if not isinstance(header.get("alg"), str) or "crit" in header:  # we understand no extension (RFC 7515 §4.1.11)
        raise Unauthenticated(REFUSED)
    return header, issuer if isinstance(issuer, str) else ""


def _json_object(raw: bytes) -> Mapping[str, Any]:
    claims = json.loads(raw)
    if not isinstance(claims, dict):
        raise ValueError("not an object")
    return claims
