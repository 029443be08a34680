"""Authentication: keys and tokens become a principal of exactly one brand, with its present scopes."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, Protocol

from chassis.auth import Principal
from chassis.clock import Clock
from chassis.errors import Unauthenticated
from chassis.ttl_cache import TtlCache
from gateway.adapters.tokens import TokenVerifier
from gateway.domain.credentials import PREFIX, read_key, usable
from gateway.domain.grants import Grant, active
from gateway.domain.scopes import INTEGRATION_SCOPES, scopes_of
from gateway.persistence.base import PLATFORM
from gateway.persistence.integrations import Integration
from gateway.persistence.keys import Key
from gateway.persistence.people import Person

REFUSED = "the credential is not valid"
BOOTSTRAP = "bootstrap"  # stands for the bootstrap key; ids of keys have eight characters
MISSING = "a bearer token or an API key is needed"


class FindsKeys(Protocol):
    """Finds a key by brand and id."""

    async def get(self, brand: str, key: str, /) -> Key | None:
        """The key, or None."""
        ...


class FindsPeople(Protocol):
    """Finds a person by id or by login."""

    async def get(self, brand: str, person: str, /) -> Person | None:
        """The person, or None."""
        ...

    async def by_login(self, brand: str, login: str, /) -> Person | None:
        """The person of this login, or None."""
        ...


class FindsGrants(Protocol):
    """Finds the grants of a person."""

    async def of(self, brand: str, person: str, /) -> list[Grant]:
        """All stored grants."""
        ...


class FindsIntegrations(Protocol):
    """Finds an integration by brand and id."""

    async def get(self, brand: str, integration: str, /) -> Integration | None:
        """The integration, or None."""
        ...


@dataclass(frozen=True, slots=True)
class VerifiedCaller:
    """A verified caller: the principal, how they are called, what they hold for a while, until when it counts.

    `key` is the id of the key they presented, None when it was a token.
    """

    principal: Principal
    kind: Literal["person", "integration", "service", "bootstrap"]
    name: str | None
    grants: tuple[Grant, ...] = ()
    expires_at: datetime | None = None
    key: str | None = None


class Access:
    """Verifies credentials. A result is cached for at most a second, so that a change takes effect within one."""

    def __init__(
        self,
        *,
        keys: FindsKeys,
        people: FindsPeople,
        grants: FindsGrants,
        integrations: FindsIntegrations,
        tokens: TokenVerifier,
        bootstrap_key: str,
        clock: Clock,
    ) -> None:
        self._keys = keys
        self._people = people
        self._grants = grants
        self._integrations = integrations
        self._tokens = tokens
        self._bootstrap = bootstrap_key.encode()
        self._clock = clock
        self._callers: TtlCache[str, VerifiedCaller] = TtlCache(self._verify)

    async def caller(self, credential: str | None) -> VerifiedCaller:
        """Who presents this credential; raises Unauthenticated, or Unavailable when it cannot be told."""
        if not credential:
            raise Unauthenticated(MISSING)
        caller = await self._callers.get(credential)
        if caller.expires_at is not None and caller.expires_at <= self._clock.now():
            raise Unauthenticated(REFUSED)
        return caller

    def changed(self) -> None:
        """Forget what was found: a key, a person or a grant has changed."""
        self._callers.forget_all()

    async def _verify(self, credential: str) -> VerifiedCaller:
        if hmac.compare_digest(credential.encode(errors="replace"), self._bootstrap):
            principal = Principal(PLATFORM, "bootstrap", "service", scopes=frozenset({"brands:write"}))
            return VerifiedCaller(principal, "bootstrap", None, key=BOOTSTRAP)
        if credential.startswith(f"{PREFIX}_"):
            return await self._by_key(credential)
        return await self._by_token(credential)

    async def _by_token(self, token: str) -> VerifiedCaller:
        identity = await self._tokens.verify(token)
        person = await self._people.by_login(identity.brand, identity.login)
        if identity.key in {None, BOOTSTRAP}:
            return await self._person(identity.brand, person, None, identity.expires_at)
        key = await self._usable(identity.brand, identity.key or "")
        if key.kind != "person" or person is None or key.person != person.id:
            raise Unauthenticated(REFUSED)
        ends = identity.expires_at if key.expires_at is None else min(identity.expires_at, key.expires_at)
        return await self._person(identity.brand, person, key.scopes, ends)

    async def _usable(self, brand: str, key_id: str) -> Key:
        """The key of this id; raises Unauthenticated when there is none, or it was revoked or has expired."""
        key = await self._keys.get(brand, key_id)
        if key is None or not usable(revoked_at=key.revoked_at, expires_at=key.expires_at, now=self._clock.now()):
            raise Unauthenticated(REFUSED)
        return key

    async def _by_key(self, text: str) -> VerifiedCaller:
        presented = read_key(text)
        if presented is None:
            raise Unauthenticated(REFUSED)
        key = await self._usable(presented.brand, presented.key_id)
        if not presented.matches(key.digest):
            raise Unauthenticated(REFUSED)
        if key.kind == "person":
            person = await self._people.get(presented.brand, key.person or "")
            caller = await self._person(presented.brand, person, key.scopes, key.expires_at)
            return replace(caller, key=key.id)
        if key.kind == "integration":
            integration = await self._integrations.get(presented.brand, key.integration or "")
            if integration is None or not integration.enabled:
                raise Unauthenticated(REFUSED)
            scopes = INTEGRATION_SCOPES if key.scopes is None else INTEGRATION_SCOPES & frozenset(key.scopes)
            principal = Principal(presented.brand, integration.id, "integration", scopes=scopes)
            return VerifiedCaller(principal, "integration", integration.name, expires_at=key.expires_at, key=key.id)
        principal = Principal(presented.brand, f"key:{key.id}", "service", scopes=frozenset(key.scopes or ()))
        return VerifiedCaller(principal, "service", key.name, expires_at=key.expires_at, key=key.id)

    async def _person(
        self, brand: str, person: Person | None, narrowed: tuple[str, ...] | None, expires_at: datetime | None
    ) -> VerifiedCaller:
        if person is None or not person.active:
            raise Unauthenticated(REFUSED)
        held = active(await self._grants.of(brand, person.id), self._clock.now())
        scopes = scopes_of(person.roles, on_duty=bool(held))
        if narrowed is not None:
            scopes &= frozenset(narrowed)
        principal = Principal(brand, person.id, "person", frozenset(person.roles), scopes)
        return VerifiedCaller(principal, "person", person.name, held, expires_at)


def credential_of(headers: list[tuple[bytes, bytes]]) -> str | None:
    """The credential of a request: a bearer token or key in Authorization, or a key in X-API-Key."""
    for name, value in headers:
        if name == b"authorization" and value[:7].lower() == b"bearer ":
            return value[7:].decode("latin-1").strip()
    for name, value in headers:
        if name == b"x-api-key":
            return value.decode("latin-1").strip()
    return None
