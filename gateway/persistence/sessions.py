"""Sessions of people in browsers: under the hash of their id, with the refresh token sealed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from chassis.mongo import Document
from chassis.seal import SealBroken, Sealer
from gateway.domain.session import SessionId
from gateway.domain.session_state import StoredSession
from gateway.persistence.base import StoreContext


class SessionStore:
    """Starts, finds, changes and ends sessions; they are gone for good at their absolute end."""

    def __init__(self, context: StoreContext, sealer: Sealer, absolute: timedelta) -> None:
        self._sessions = context.collection("sessions")
        self._sealer = sealer
        self._absolute = absolute

    async def start(self, id_: SessionId, session: StoredSession) -> None:
        """Store a new session."""
        fields = {
            "person": session.person,
            "login": session.login,
            "issuer": session.issuer,
            "started_at": session.started_at,
            "seen_at": session.seen_at,
            "until": session.started_at + self._absolute,
            **self._from_issuer(id_, session),
        }
        await self._sessions.write([self._sessions.insert(id_.brand, id_.digest, fields)])

    async def get(self, id_: SessionId) -> StoredSession | None:
        """A session, or None."""
        document = await self._sessions.get(id_.brand, id_.digest)
        return None if document is None else self._session(id_, document)

    async def seen(self, id_: SessionId, now: datetime) -> None:
        """Note a request."""
        await self._sessions.write([self._sessions.update(id_.brand, id_.digest, {"$max": {"seen_at": now}})])

    async def claim_refresh(self, id_: SessionId, due: datetime, again: datetime) -> bool:
        """Take it on to ask the issuer; False when another process has. `again` is when the next try is due."""
        change = {"$set": {"refresh_at": again}}
        claim = self._sessions.update(id_.brand, id_.digest, change, where={"refresh_at": due})
        return (await self._sessions.write([claim])).matched == 1

    async def refresh_failed(self, id_: SessionId) -> None:
        """Note that the issuer gave no answer."""
        change = {"$set": {"refresh_failed": True}}
        await self._sessions.write([self._sessions.update(id_.brand, id_.digest, change)])

    async def refreshed(self, id_: SessionId, session: StoredSession) -> None:
        """Store what the issuer gave."""
        change = {"$set": self._from_issuer(id_, session)}
        await self._sessions.write([self._sessions.update(id_.brand, id_.digest, change)])

    async def end(self, id_: SessionId) -> None:
        """End a session; one that is not there is ended."""
        await self._sessions.write([self._sessions.delete(id_.brand, id_.digest)])

    def _from_issuer(self, id_: SessionId, session: StoredSession) -> Document:
        sealed = None
        if session.refresh_token is not None:
            sealed = self._sealer.seal({"refresh_token": session.refresh_token}, _context(id_))
        return {
            "roles": list(session.roles),
            "sealed": sealed,
            "fresh_until": session.fresh_until,
            "refresh_at": session.refresh_at,
            "refresh_failed": session.refresh_failed,
        }

    def _session(self, id_: SessionId, document: dict[str, Any]) -> StoredSession | None:
        refresh_token: str | None = None
        if document["sealed"] is not None:
            try:
                refresh_token = str(self._sealer.open(document["sealed"], _context(id_))["refresh_token"])
            except SealBroken:  # stored under a key that has been replaced since: the issuer cannot be asked again
                return None
        return StoredSession(
            brand=id_.brand,
            person=document["person"],
            login=document["login"],
            issuer=document["issuer"],
            roles=tuple(document["roles"]),
            started_at=document["started_at"],
            seen_at=document["seen_at"],
            refresh_token=refresh_token,
            fresh_until=document["fresh_until"],
            refresh_at=document["refresh_at"],
            refresh_failed=document["refresh_failed"],
        )


def _context(id_: SessionId) -> str:
    return f"session/{id_.brand}/{id_.digest}"
