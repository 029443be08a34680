"""The principal of a request, and the short-lived internal tokens that carry it from the gateway to a service."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any, Literal, TypeGuard

from fastapi import Depends, Request
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from chassis.clock import Clock
from chassis.errors import Unauthenticated

ISSUER = "muster-gateway"
AUDIENCE = "muster-services"
LEEWAY = timedelta(seconds=5)  # clocks of two machines differ
LONGEST_SECONDS = 3600.0  # internal tokens live for a minute; one that claims far more is not of our making


@dataclass(frozen=True, slots=True)
class Principal:
    """A verified caller within one brand; `subject` is the person's, integration's or service's id."""

    brand: str
    subject: str
    kind: Literal["person", "integration", "service"]
    roles: frozenset[str] = frozenset()
    scopes: frozenset[str] = frozenset()


class InternalTokens:
    """Mints and verifies the tokens between gateway and services (JWT, HS256)."""

    def __init__(self, key: bytes, clock: Clock) -> None:
        """`key` is the shared internal key, 32 bytes or more."""
        self._key = OctKey.import_key(key)
        self._clock = clock

    def mint(self, principal: Principal, seconds: float = 60.0) -> str:
        """A token for this principal, valid for some seconds."""
        now = self._clock.now()
        claims: dict[str, Any] = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "iat": int(now.timestamp()),
            "exp": int((now + timedelta(seconds=seconds)).timestamp()),
            "brand": principal.brand,
            "sub": principal.subject,
            "kind": principal.kind,
            "roles": sorted(principal.roles),
            "scopes": sorted(principal.scopes),
        }
        return jwt.encode({"alg": "HS256"}, claims, self._key)

    def verify(self, token: str) -> Principal:
        """The principal of a token; raises Unauthenticated."""
        try:
            claims = jwt.decode(token, self._key, algorithms=["HS256"]).claims
        except (JoseError, ValueError, TypeError):  # a header's members may be of any type, which the library trusts
            raise Unauthenticated("the internal token is not valid") from None
        if claims.get("iss") != ISSUER or claims.get("aud") != AUDIENCE:
            raise Unauthenticated("the internal token is for somebody else")
        expires = claims.get("exp")
        if type(expires) is not int or not 0 <= expires - (self._clock.now() - LEEWAY).timestamp() <= LONGEST_SECONDS:
            raise Unauthenticated("the internal token has expired")
        brand, subject, kind, roles, scopes = (claims.get(name) for name in ("brand", "sub", "kind", "roles", "scopes"))
        if not (_name(brand) and _name(subject) and _names(roles) and _names(scopes)):
            raise Unauthenticated("the internal token names no caller")
        if kind not in ("person", "integration", "service"):
            raise Unauthenticated("the internal token names no caller")
        return Principal(brand, subject, kind, frozenset(roles), frozenset(scopes))


def _name(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and bool(value)


def _names(value: object) -> TypeGuard[list[str]]:
    return isinstance(value, list) and all(map(_name, value))


def principal(request: Request) -> Principal:
    """The caller of this request, as the middleware verified it."""
    caller: Principal = request.scope["principal"]
    return caller


Caller = Annotated[Principal, Depends(principal)]
