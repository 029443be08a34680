"""Authentication: keys, tokens and sessions become a principal of exactly one brand, with its present scopes."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from chassis.auth import Principal
from chassis.clock import Clock
from chassis.errors import Unauthenticated
from chassis.ttl_cache import TtlCache
from gateway.adapters.tokens import TokenVerifier
from gateway.application.access_ports import AccessLookups
from gateway.application.features import Features
from gateway.domain.credentials import PREFIX, read_key, usable
from gateway.domain.grants import Grant, active
from gateway.domain.scopes import INTEGRATION_SCOPES, OPERATOR_SCOPES, scopes_of
from gateway.domain.session import SessionId, read_session_id
from gateway.persistence.base import PLATFORM
from gateway.persistence.keys import Key
from gateway.persistence.people import Person

REFUSED = "the credential is not valid"
BOOTSTRAP = "bootstrap"  # stands for the bootstrap key; ids of keys have eight characters
MISSING = "a bearer token or an API key is needed"


@dataclass(frozen=True, slots=True)
class VerifiedCaller:
    """A verified caller: the principal, how they are called, what they hold for a while, until when it counts.

    `key` is the id of the key they presented, None when it was a token or a session.
    """

    principal: Principal
    kind: Literal["person", "integration", "service", "bootstrap"]
    name: str | None
    grants: tuple[Grant, ...] = ()
    expires_at: datetime | None = None
    key: str | None = None


class Access:
    """Verifies credentials. A result is cached for at most a second, so that a change takes effect within one.

    `features` says what the operator has turned off for the caller's brand.
    """

    def __init__(self, lookups: AccessLookups, tokens: TokenVerifier, bootstrap_key: str, clock: Clock) -> None:
        self._keys = lookups.keys
        self._people = lookups.people
        self._grants = lookups.grants
        self._integrations = lookups.integrations
        self._sessions = lookups.sessions
        self.features = Features(lookups.brands)
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
            principal = Principal(PLATFORM, "bootstrap", "service", scopes=OPERATOR_SCOPES)
            return VerifiedCaller(principal, "bootstrap", None, key=BOOTSTRAP)
        if credential.startswith(f"{PREFIX}_"):
            return await self._by_key(credential)
        if (session := read_session_id(credential)) is not None:
            return await self._by_session(session)
        return await self._by_token(credential)

    async def _by_session(self, id_: SessionId) -> VerifiedCaller:
        session = await self._sessions.identify(id_)
        person = await self._people.by_login(session.brand, session.login)
        if person is None or not person.active or person.id != session.person:
            await self._sessions.end(id_)
            raise Unauthenticated(REFUSED)
        ends_at = self._sessions.ends_at(session)
        return await self._person(session.brand, person, None, ends_at, session.roles)

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
        self,
        brand: str,
        person: Person | None,
        narrowed: tuple[str, ...] | None,
        expires_at: datetime | None,
        for_now: tuple[str, ...] = (),
    ) -> VerifiedCaller:
        """A person with access, by their roles and those `for_now`, as far as their key is not narrowed."""
        if person is None or not person.active:
            raise Unauthenticated(REFUSED)
        held = active(await self._grants.of(brand, person.id), self._clock.now_of(brand))
        roles = frozenset({*person.roles, *for_now})
        scopes = scopes_of(roles, on_duty=bool(held))
        if narrowed is not None:
            scopes &= frozenset(narrowed)
        principal = Principal(brand, person.id, "person", roles, scopes)
        return VerifiedCaller(principal, "person", person.name, held, expires_at)
