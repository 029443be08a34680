"""A brand keeps an administrator who can sign in: looked at in the transaction that takes one away."""

from __future__ import annotations

from collections.abc import Callable

from chassis.mongo import Session
from gateway.domain.granting import ADMINISTRATOR
from gateway.persistence.base import PLATFORM, StoreContext

MOST = 1_000  # administrators of a brand that are looked at; one who can sign in is enough


class LastAdministrator(Exception):
    """Nobody would be left who could give rights in the brand."""


class Administrators:
    """Counts who is left."""

    def __init__(self, context: StoreContext, *, by_login: Callable[[str], bool]) -> None:
        """`by_login` says whether a login is enough in a brand, because an issuer speaks for it; else a key is."""
        self._registry = context.collection("registry")
        self._people = context.collection("people")
        self._keys = context.collection("keys")
        self._clock = context.clock
        self._by_login = by_login

    async def require_one_left(self, brand: str, session: Session) -> None:
        """Raise LastAdministrator unless somebody is left, as the transaction of `session` has it so far.

        Two transactions that take away one each would both see the other's. Both write the brand's row in the registry,
        so one of them meets the other's write, and looks again after it.
        """
        touch = self._registry.update(PLATFORM, brand, {"$inc": {"administrators_counted": 1}})
        await self._registry.write([touch], session=session)
        filter_ = {"roles": ADMINISTRATOR, "active": True}
        documents = await self._people.find(brand, filter_, limit=MOST, projection={"id": 1}, session=session)
        people = [each["id"] for each in documents]
        if not people or not (self._by_login(brand) or await self._have_key(brand, people, session)):
            raise LastAdministrator

    async def is_administrator(self, brand: str, person: str, session: Session) -> bool:
        """Whether this person is an administrator with access."""
        document = await self._people.get(brand, person, session=session)
        return document is not None and document["active"] and ADMINISTRATOR in document["roles"]

    async def _have_key(self, brand: str, people: list[str], session: Session) -> bool:
        """Whether one of them has a key that carries all they may, and that counts now."""
        in_time = [{"expires_at": None}, {"expires_at": {"$gt": self._clock.now()}}]
        whole = {"person": {"$in": people}, "scopes": None, "revoked_at": None, "$or": in_time}
        return bool(await self._keys.find(brand, whole, limit=1, projection={"_id": 1}, session=session))
