"""What authentication looks up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from gateway.domain.grants import Grant
from gateway.domain.session import SessionId
from gateway.domain.session_state import StoredSession
from gateway.persistence.brands import Brand
from gateway.persistence.integrations import Integration
from gateway.persistence.keys import Key
from gateway.persistence.people import Person


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


class FindsBrands(Protocol):
    """Finds a brand."""

    async def get(self, brand: str, /) -> Brand | None:
        """The brand, or None."""
        ...


class IdentifiesSessions(Protocol):
    """Says whose a session is, and ends it."""

    async def identify(self, id_: SessionId, /) -> StoredSession:
        """The session; raises Unauthenticated or Unavailable."""
        ...

    def ends_at(self, session: StoredSession, /) -> datetime:
        """When it ends unless it is used again."""
        ...

    async def end(self, id_: SessionId, /) -> None:
        """End it."""
        ...


@dataclass(frozen=True, slots=True)
class AccessLookups:
    """Where each kind of credential is looked up."""

    keys: FindsKeys
    people: FindsPeople
    grants: FindsGrants
    integrations: FindsIntegrations
    sessions: IdentifiesSessions
    brands: FindsBrands
