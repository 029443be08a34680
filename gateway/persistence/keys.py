"""API keys: whose they are and what they may do. Of the key itself only a hash is stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from chassis.mongo import Document, Session
from gateway.persistence.administrators import Administrators
from gateway.persistence.base import AlreadyExists, StoreContext, page

Kind = Literal["person", "integration", "service"]


@dataclass(frozen=True, slots=True)
class Key:
    """A key as it is stored. `scopes` narrow a person's roles, and are all a service or integration has."""

    id: str
    name: str
    kind: Kind
    person: str | None
    integration: str | None
    scopes: tuple[str, ...] | None
    digest: str
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None


class Keys:
    """Makes, finds and revokes keys."""

    def __init__(self, context: StoreContext, administrators: Administrators) -> None:
        self._context = context
        self._administrators = administrators
        self._keys = context.collection("keys")

    async def create(self, brand: str, key: Key) -> None:
        """Store a new key; raises AlreadyExists."""
        if (await self._keys.write([self._keys.insert(brand, key.id, key_document(key))])).duplicates:
            raise AlreadyExists

    async def get(self, brand: str, key: str) -> Key | None:
        """A key by its id, or None."""
        document = await self._keys.get(brand, key)
        return _key(document) if document else None

    async def revoke(self, brand: str, key: str) -> Key | None:
        """End a key now; a key that was revoked before keeps its time. None when there is none.

        Raises:
            LastAdministrator: No administrator of the brand could sign in afterwards.
        """
        now = self._context.clock.now()

        async def work(session: Session) -> None:
            end = self._keys.update(brand, key, {"$set": {"revoked_at": now}}, where={"revoked_at": None})
            if (await self._keys.write([end], session=session)).matched == 0:
                return
            document = await self._keys.get(brand, key, session=session)
            whole = document is not None and document["kind"] == "person" and document["scopes"] is None
            if document and whole and await self._administrators.is_administrator(brand, document["person"], session):
                await self._administrators.require_one_left(brand, session)

        await self._context.mongo.transaction(work)
        return await self.get(brand, key)

    async def list(self, brand: str, after: str | None, limit: int) -> tuple[list[Key], str | None]:
        """A page of keys in order of id."""
        documents, next_after = await page(self._keys, brand, {}, after=after, limit=limit)
        return [_key(document) for document in documents], next_after


def key_document(key: Key) -> Document:
    """The document of a key."""
    return {
        "id": key.id,
        "name": key.name,
        "kind": key.kind,
        "person": key.person,
        "integration": key.integration,
        "scopes": None if key.scopes is None else list(key.scopes),
        "digest": key.digest,
        "created_at": key.created_at,
        "expires_at": key.expires_at,
        "revoked_at": key.revoked_at,
    }


def _key(document: dict[str, Any]) -> Key:
    scopes = document["scopes"]
    return Key(
        id=document["id"],
        name=document["name"],
        kind=document["kind"],
        person=document["person"],
        integration=document["integration"],
        scopes=None if scopes is None else tuple(scopes),
        digest=document["digest"],
        created_at=document["created_at"],
        expires_at=document["expires_at"],
        revoked_at=document["revoked_at"],
    )
