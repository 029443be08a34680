"""People of a brand and their roles."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response, status

from chassis.auth import Caller
from chassis.http.answers import ETAG, LOCATION
from chassis.http.paging import Page, PageCursor, PageLimit, after_id, command_id, etag, if_match, page_of
from chassis.http.problem import Conflict, NotFound, PreconditionFailed
from chassis.http.scopes import needs
from contracts.http import gateway as http
from gateway.application.gateway import Gateway
from gateway.domain.granting import needed_to_change
from gateway.domain.scopes import scopes_of
from gateway.http.dependencies import (
    NoAdministratorLeft,
    Running,
    check_granted,
    check_version,
    require_well_formed_id,
)
from gateway.persistence.administrators import LastAdministrator
from gateway.persistence.base import AlreadyExists
from gateway.persistence.people import Person

router = APIRouter(prefix="/v1/people")
READ, WRITE = "employees:read", "people:write"
PersonId = Annotated[str, Path(description="The person's `id`, which is the employee's in routing too.")]
GENERATED_ID = 20  # characters of the derived or random id of a person that brought none


@router.post(
    "",
    status_code=status.HTTP_201_CREATED,
    **needs(WRITE, refuses=[Conflict], headers=[ETAG, LOCATION]),
)
async def create_person(
    body: http.PersonCreate, request: Request, caller: Caller, gateway: Running, response: Response
) -> http.Person:
    """Add a person with roles, whose scopes the caller holds too."""
    check_granted(caller, scopes_of(body.roles))
    id_ = body.id or command_id(request, "person")[:GENERATED_ID]
    person = Person(id_, body.name, tuple(body.roles), body.login or id_, True, 1, gateway.clock.now())
    try:
        await gateway.people.create(caller.brand, person)
    except AlreadyExists:
        raise Conflict("There is a person of this id or login already.", state="exists") from None
    response.headers["ETag"] = etag(1)
    response.headers["Location"] = f"/v1/people/{person.id}"
    return _view(person)


@router.get(
    "",
    **needs(READ, WRITE),
)
async def list_people(
    caller: Caller, gateway: Running, limit: PageLimit = 50, cursor: PageCursor = None
) -> Page[http.Person]:
    """The people of the brand in order of id."""
    people, last = await gateway.people.list(caller.brand, after_id(cursor), limit)
    return page_of(people, _view, None if last is None else [last])


@router.get(
    "/{person_id}",
    **needs(READ, WRITE, refuses=[NotFound], headers=[ETAG]),
)
async def get_person(person_id: PersonId, caller: Caller, gateway: Running, response: Response) -> http.Person:
    """One person."""
    person = await _require_person(gateway, caller.brand, person_id)
    response.headers["ETag"] = etag(person.version)
    return _view(person)


@router.patch(
    "/{person_id}",
    **needs(WRITE, refuses=[NotFound, Conflict, PreconditionFailed, NoAdministratorLeft], headers=[ETAG]),
)
async def update_person(
    person_id: PersonId,
    body: http.PersonUpdate,
    caller: Caller,
    gateway: Running,
    response: Response,
    version: Annotated[int | None, Depends(if_match)],
) -> http.Person:
    """Change a person's name or roles, or end and renew their access with `active`.

    The caller holds what the person holds afterwards, and to change an administrator all an administrator holds. 409
    `last_administrator` when nobody would be left who can give rights.
    """
    person = await _require_person(gateway, caller.brand, person_id)
    check_version(version, person.version)
    changed = replace(
        person,
        name=person.name if body.name is None else body.name,
        roles=person.roles if body.roles is None else tuple(body.roles),
        active=person.active if body.active is None else body.active,
        version=person.version + 1,
    )
    check_granted(caller, needed_to_change(person.roles, changed.roles, active=changed.active))
    try:
        await gateway.people.change(caller.brand, person, changed)
    except LastAdministrator:
        raise NoAdministratorLeft from None
    gateway.access.changed()
    response.headers["ETag"] = etag(changed.version)
    return _view(changed)


async def _require_person(gateway: Gateway, brand: str, person_id: str) -> Person:
    person = await gateway.people.get(brand, require_well_formed_id(person_id))
    if person is None:
        raise NotFound
    return person


def _view(person: Person) -> http.Person:
    return http.Person(
        id=person.id,
        name=person.name,
        roles=list(person.roles),
        login=person.login,
        active=person.active,
        version=person.version,
        created_at=person.created_at,
    )
