"""People of a brand with their roles; their id is the employee's id everywhere."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from chassis.mongo import Document, Session
from contracts.directory import PersonChanged, Role
from gateway.domain.granting import ADMINISTRATOR
from gateway.domain.scopes import WORKING, scopes_of
from gateway.persistence.administrators import Administrators
from gateway.persistence.base import StoreContext, event_id, page


@dataclass(frozen=True, slots=True)
class Person:
    """A person as they are stored; `login` is the subject their tokens name."""

    id: str
    name: str
    roles: tuple[Role, ...]
    login: str
    active: bool
    version: int
    created_at: datetime

    @property
    def administers(self) -> bool:
        """Whether they are an administrator with access."""
        return self.active and ADMINISTRATOR in self.roles


class People:
    """Makes, changes and finds the people of a brand."""

    def __init__(self, context: StoreContext, administrators: Administrators) -> None:
        self._context = context
        self._administrators = administrators
        self._people = context.collection("people")

    async def create(self, brand: str, person: Person) -> None:
        """Add a person; raises AlreadyExists when the id or the login is taken."""
        insert = self._people.insert(brand, person.id, person_document(person))
        await self._context.create([("people", insert)], [person_changed(brand, person, self._context.clock.now())])

    async def get(self, brand: str, person: str) -> Person | None:
        """A person, or None."""
        document = await self._people.get(brand, person)
        return _person(document) if document else None

    async def by_login(self, brand: str, login: str) -> Person | None:
        """The person a token's subject means, or None."""
        documents = await self._people.find(brand, {"login": login}, limit=1)
        return _person(documents[0]) if documents else None

    async def change(self, brand: str, before: Person, after: Person) -> None:
        """Store the next version of a person; raises VersionConflict, or LastAdministrator when they are needed."""

        async def check(session: Session) -> None:
            if before.administers and not after.administers:
                await self._administrators.require_one_left(brand, session)

        event = person_changed(brand, after, self._context.clock.now())
        await self._context.change("people", brand, person_document(after), event, check)

    async def leave(self, brand: str, person: Person) -> None:
        """Let a person leave a brand that is over, be they its last administrator; raises VersionConflict."""
        after = replace(person, active=False, version=person.version + 1)
        event = person_changed(brand, after, self._context.clock.now())
        await self._context.change("people", brand, person_document(after), event)

    async def list(self, brand: str, after: str | None, limit: int) -> tuple[list[Person], str | None]:
        """A page of people in order of id."""
        documents, next_after = await page(self._people, brand, {}, after=after, limit=limit)
        return [_person(document) for document in documents], next_after


def person_document(person: Person) -> Document:
    """The document of a person."""
    return {
        "id": person.id,
        "name": person.name,
        "roles": list(person.roles),
        "login": person.login,
        "active": person.active,
        "version": person.version,
        "created_at": person.created_at,
    }


def _person(document: dict[str, Any]) -> Person:
    return Person(
        id=document["id"],
        name=document["name"],
        roles=tuple(document["roles"]),
        login=document["login"],
        active=document["active"],
        version=document["version"],
        created_at=document["created_at"],
    )


def person_changed(brand: str, person: Person, now: datetime) -> PersonChanged:
    """The event that reports a person's present version."""
    subject = f"person:{person.id}"
    return PersonChanged(
        id=event_id(brand, subject, person.version),
        brand=brand,
        subject=subject,
        version=person.version,
        at=now,
        person=person.id,
        name=person.name,
        roles=person.roles,
        may_work=scopes_of(person.roles) >= WORKING,
        active=person.active,
    )
