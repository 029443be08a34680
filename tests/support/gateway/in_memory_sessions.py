"""The stores of sessions and of sign-ins in memory; they pass the suite of the real ones."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from chassis.clock import Clock
from gateway.domain.session import SessionId
from gateway.domain.session_state import StoredSession
from gateway.domain.sign_in import PENDING, PendingSignIn


@dataclass
class InMemorySessions:
    """See gateway.persistence.sessions."""

    kept: dict[SessionId, StoredSession] = field(default_factory=dict)

    async def start(self, id_: SessionId, session: StoredSession) -> None:
        self.kept[id_] = session

    async def get(self, id_: SessionId) -> StoredSession | None:
        return self.kept.get(id_)

    async def seen(self, id_: SessionId, now: datetime) -> None:
        if id_ in self.kept:
            self.kept[id_] = replace(self.kept[id_], seen_at=max(self.kept[id_].seen_at, now))

    async def claim_refresh(self, id_: SessionId, due: datetime, again: datetime) -> bool:
        if id_ not in self.kept or self.kept[id_].refresh_at != due:
            return False
        self.kept[id_] = replace(self.kept[id_], refresh_at=again)
        return True

    async def refresh_failed(self, id_: SessionId) -> None:
        if id_ in self.kept:
            self.kept[id_] = replace(self.kept[id_], refresh_failed=True)

    async def refreshed(self, id_: SessionId, session: StoredSession) -> None:
        if id_ in self.kept:
            self.kept[id_] = replace(session, seen_at=self.kept[id_].seen_at)

    async def end(self, id_: SessionId) -> None:
        self.kept.pop(id_, None)


@dataclass
class InMemorySignIns:
    """See gateway.persistence.sign_ins."""

    clock: Clock
    kept: dict[str, tuple[str, datetime, PendingSignIn]] = field(default_factory=dict)

    async def keep(self, state: str, binding: str, pending: PendingSignIn) -> None:
        self.kept[state] = (binding, self.clock.now() + PENDING, pending)

    async def take(self, state: str, binding: str) -> PendingSignIn | None:
        found = self.kept.get(state)
        if found is None or found[0] != binding or found[1] <= self.clock.now():
            return None
        return self.kept.pop(state)[2]
