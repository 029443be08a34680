"""Signing in: to the issuer with a state, back with a code, and from it a session of a person of the brand."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import structlog

from chassis.clock import Clock
from gateway.adapters.sign_in_issuer import IssuerRefused, Tokens
from gateway.adapters.tokens import Identity
from gateway.application.sessions import KeepsSessions, with_tokens
from gateway.domain.session import SECRET_BYTES, SessionId, make_session_id
from gateway.domain.session_state import StoredSession
from gateway.domain.sign_in import RANDOM_BYTES, PendingSignIn, SignInEnded, is_own_path, origin_of, random_text
from gateway.persistence.people import Person

log = structlog.get_logger()


class SignsIn(Protocol):
    """An issuer that people sign in by."""

    async def authorization_url(self, state: str, nonce: str, verifier: str) -> str:
        """Where to send the browser; raises Unavailable."""
        ...

    async def is_answer_of(self, named: str | None) -> bool:
        """Whether a callback may be this issuer's."""
        ...

    async def exchange(self, code: str, verifier: str, nonce: str) -> Tokens:
        """Tokens for a code; raises IssuerRefused or Unavailable."""
        ...


class KeepsSignIns(Protocol):
    """The store of pending sign-ins."""

    async def keep(self, state: str, binding: str, pending: PendingSignIn) -> None:
        """Store one."""
        ...

    async def take(self, state: str, binding: str) -> PendingSignIn | None:
        """Give one once, to the browser that began it."""
        ...


class FindsByLogin(Protocol):
    """Finds a person by what their tokens call them."""

    async def by_login(self, brand: str, login: str) -> Person | None:
        """The person of this login, or None."""
        ...


class FindsOrigins(Protocol):
    """Finds the brands that list an origin."""

    async def with_origin(self, origin: str) -> frozenset[str]:
        """Their ids."""
        ...


class UnknownIssuer(Exception):
    """People do not sign in by an issuer of this name."""


class BadReturn(Exception):
    """The place to return to is neither a path of the gateway nor a page of a listed origin."""


@dataclass(frozen=True, slots=True)
class SignInAnswer:
    """What an issuer sent the browser back with; everything may be missing or made up."""

    state: str
    code: str | None
    error: str | None
    issuer: str | None


class SignIn:
    """Begins and finishes sign-ins."""

    def __init__(
        self,
        issuers: Mapping[str, SignsIn],
        pending: KeepsSignIns,
        sessions: KeepsSessions,
        people: FindsByLogin,
        brands: FindsOrigins,
        own_origin: str | None,
        clock: Clock,
    ) -> None:
        """`own_origin` is where browsers reach the gateway itself."""
        self._issuers = issuers
        self._pending = pending
        self._sessions = sessions
        self._people = people
        self._brands = brands
        self._own_origin = own_origin
        self._clock = clock

    def names(self) -> Sequence[str]:
        """The issuers by name, in the order of the settings."""
        return tuple(self._issuers)

    async def begin(self, issuer: str, return_to: str, binding: str) -> str:
        """Remember a sign-in of the browser with this binding; returns where to send it.

        Raises:
            UnknownIssuer: There is no such issuer.
            BadReturn: Nobody may be sent back there.
            Unavailable: The issuer is away.
        """
        asked = self._issuers.get(issuer)
        if asked is None:
            raise UnknownIssuer
        if await self._brands_of(return_to) == frozenset():
            raise BadReturn
        state, nonce, verifier = (random_text(secrets.token_bytes(RANDOM_BYTES)) for _ in range(3))
        url = await asked.authorization_url(state, nonce, verifier)
        await self._pending.keep(state, binding, PendingSignIn(issuer, nonce, verifier, return_to))
        return url

    async def finish(self, answer: SignInAnswer, binding: str) -> tuple[SessionId, str]:
        """Start the session of an answer; returns it and where the browser goes.

        Raises:
            SignInEnded: Nobody signed in, with the reason.
            Unavailable: The issuer is away.
        """
        pending = await self._pending.take(answer.state, binding)
        issuer = None if pending is None else self._issuers.get(pending.issuer)
        if pending is None or issuer is None:
            raise SignInEnded("stale")
        if not await issuer.is_answer_of(answer.issuer) or answer.error is not None or not answer.code:
            raise SignInEnded("issuer_refused")
        try:
            tokens = await issuer.exchange(answer.code, pending.verifier, pending.nonce)
        except IssuerRefused:
            raise SignInEnded("issuer_refused") from None
        if tokens.id_token is None:
            raise SignInEnded("issuer_refused")
        person = await self._person(tokens.id_token.identity)
        brands = await self._brands_of(pending.return_to)
        identity = tokens.id_token.identity
        if brands is not None and identity.brand not in brands:
            raise SignInEnded("origin")
        id_, now = make_session_id(identity.brand, secrets.token_bytes(SECRET_BYTES)), self._clock.now()
        roles = tokens.id_token.roles
        session = StoredSession(identity.brand, person.id, identity.login, pending.issuer, roles, now, now)
        await self._sessions.start(id_, with_tokens(session, tokens, now))
        log.info("session_started", brand=identity.brand, issuer=pending.issuer)
        return id_, pending.return_to

    async def _person(self, identity: Identity) -> Person:
        person = await self._people.by_login(identity.brand, identity.login)
        if person is None or not person.active:
            raise SignInEnded("unknown_person")
        return person

    async def _brands_of(self, return_to: str) -> frozenset[str] | None:
        """The brands whose people may be sent there; None: all, as it is the gateway's own."""
        origin = origin_of(return_to)
        if is_own_path(return_to) or (origin is not None and origin == self._own_origin):
            return None
        return frozenset() if origin is None else await self._brands.with_origin(origin)
