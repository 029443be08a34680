"""Sessions: who holds one, until when, and the issuer's word renewed while it is used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NoReturn, Protocol

import structlog

from chassis.clock import Clock
from chassis.errors import Unauthenticated, Unavailable
from chassis.ttl_cache import TtlCache
from gateway.adapters.sign_in_issuer import IssuerRefused, Tokens
from gateway.domain.session import Lifetime, SessionId, refresh_at
from gateway.domain.session_state import StoredSession

log = structlog.get_logger()

ENDED = "the session has ended"
SEEN_SECONDS = 60.0  # a session's last use is written at most this often by a process
TRY_AGAIN = timedelta(seconds=10)  # after an issuer that gave no answer; longer than one request to it lasts


class KeepsSessions(Protocol):
    """The store of sessions; see gateway.persistence.sessions."""

    async def start(self, id_: SessionId, session: StoredSession) -> None:
        """Store a new session."""
        ...

    async def get(self, id_: SessionId) -> StoredSession | None:
        """A session, or None."""
        ...

    async def seen(self, id_: SessionId, now: datetime) -> None:
        """Note a request."""
        ...

    async def claim_refresh(self, id_: SessionId, due: datetime, again: datetime) -> bool:
        """Take it on to ask the issuer; False when another process has."""
        ...

    async def refresh_failed(self, id_: SessionId) -> None:
        """Note that the issuer gave no answer."""
        ...

    async def refreshed(self, id_: SessionId, session: StoredSession) -> None:
        """Store what the issuer gave."""
        ...

    async def end(self, id_: SessionId) -> None:
        """End a session."""
        ...


class RenewsTokens(Protocol):
    """An issuer that sessions began at."""

    async def refresh(self, refresh_token: str) -> Tokens:
        """Tokens in place of older ones; raises IssuerRefused or Unavailable."""
        ...

    async def sign_out_url(self) -> str | None:
        """Where a browser ends its session at the issuer too."""
        ...


class Sessions:
    """Every use of a session passes here."""

    def __init__(
        self, store: KeepsSessions, issuers: Mapping[str, RenewsTokens], lifetime: Lifetime, clock: Clock
    ) -> None:
        """`issuers` are those that people sign in by, by name."""
        self._store = store
        self._issuers = issuers
        self._clock = clock
        self.lifetime = lifetime
        self._seen: TtlCache[SessionId, None] = TtlCache(self._note, SEEN_SECONDS)

    async def identify(self, id_: SessionId) -> StoredSession:
        """The session of an id, with the issuer's word as new as it has to be.

        Raises:
            Unauthenticated: There is none, or it has ended.
            Unavailable: The issuer's last word has ended and it cannot be asked now.
        """
        session, now = await self._store.get(id_), self._clock.now()
        if session is None or self.ends_at(session) <= now:
            raise Unauthenticated(ENDED)
        issuer = self._issuers.get(session.issuer)
        if issuer is None:
            await self._ended(id_, session, "issuer_gone")
        elif session.is_due(now):
            session = await self._renewed(id_, session, issuer, now)
        if session.is_in_doubt(now):
            raise Unavailable("issuer", TRY_AGAIN.total_seconds())
        return session

    def ends_at(self, session: StoredSession) -> datetime:
        """When it ends unless it is used again."""
        return self.lifetime.ends_at(session.started_at, session.seen_at)

    async def seen(self, id_: SessionId) -> None:
        """Note that a request came by the session; a stream that is open is none."""
        await self._seen.get(id_)

    async def end(self, id_: SessionId) -> None:
        """End a session now."""
        self._seen.forget(id_)
        await self._store.end(id_)

    async def sign_out_url(self, session: StoredSession) -> str | None:
        """Where the browser ends its session at the issuer too, or None."""
        issuer = self._issuers.get(session.issuer)
        return None if issuer is None else await issuer.sign_out_url()

    async def _note(self, id_: SessionId) -> None:
        await self._store.seen(id_, self._clock.now())

    async def _renewed(
        self, id_: SessionId, session: StoredSession, issuer: RenewsTokens, now: datetime
    ) -> StoredSession:
        """The session after the issuer was asked; while another process asks, it counts as it is."""
        if session.refresh_at is None or session.refresh_token is None:
            return session
        if not await self._store.claim_refresh(id_, session.refresh_at, now + TRY_AGAIN):
            return session
        try:
            tokens = await issuer.refresh(session.refresh_token)
        except IssuerRefused:
            await self._ended(id_, session, "issuer_refused")
        except Unavailable:
            await self._store.refresh_failed(id_)
            return replace(session, refresh_failed=True)
        read = tokens.id_token
        if read is not None and (read.identity.brand, read.identity.login) != (session.brand, session.login):
            await self._ended(id_, session, "other_person")
        roles = session.roles if read is None else read.roles
        renewed = replace(with_tokens(session, tokens, self._clock.now()), roles=roles)
        await self._store.refreshed(id_, renewed)
        return renewed

    async def _ended(self, id_: SessionId, session: StoredSession, reason: str) -> NoReturn:
        await self.end(id_)
        log.info("session_ended", brand=session.brand, issuer=session.issuer, reason=reason)
        raise Unauthenticated(ENDED)


def with_tokens(session: StoredSession, tokens: Tokens, now: datetime) -> StoredSession:
    """The session with the issuer's newest word; without a refresh token nothing is due."""
    if tokens.refresh_token is None:
        return session
    return replace(
        session,
        refresh_token=tokens.refresh_token,
        fresh_until=tokens.fresh_until,
        refresh_at=refresh_at(now, tokens.fresh_until),
        refresh_failed=False,
    )
