"""API keys: shown once when made, listed without themselves, revoked."""

from __future__ import annotations

import secrets
from typing import Annotated

from fastapi import APIRouter, Path, Response, status

from chassis.auth import Caller, Principal
from chassis.http.answers import LOCATION
from chassis.http.paging import Page, PageCursor, PageLimit, after_id, page_of
from chassis.http.problem import FieldError, Forbidden, Invalid, NotFound
from chassis.http.scopes import needs
from contracts.http import gateway as http
from gateway.application.gateway import Gateway
from gateway.domain.credentials import KEY_ID_BYTES, SECRET_BYTES, make_key
from gateway.domain.granting import needed_to_end, widest_scopes_of_key
from gateway.domain.scopes import INTEGRATION_SCOPES, SCOPES, unknown_scopes
from gateway.http.dependencies import NoAdministratorLeft, Running, check_granted, require_well_formed_id
from gateway.persistence.administrators import LastAdministrator
from gateway.persistence.keys import Key, Kind

router = APIRouter(prefix="/v1/keys")
PEOPLE, INTEGRATIONS = "people:write", "integrations:write"
KeyId = Annotated[str, Path(description="The key's `id`: the eight characters behind the brand in the key itself.")]


@router.post(
    "",
    status_code=status.HTTP_201_CREATED,
    **needs(PEOPLE, INTEGRATIONS, headers=[LOCATION]),
)
async def create_key(body: http.KeyCreate, caller: Caller, gateway: Running, response: Response) -> http.KeyWithSecret:
    """Make a key of a person, of an integration, or (with neither) of a service; the answer shows it this once.

    The caller holds whatever the key may ever carry. One that is not narrowed follows its person's roles: only who
    holds every scope makes such a key, and for others it is narrowed to what the person has now.
    """
    kind = await _kind(gateway, caller, body)
    owner = await gateway.people.get(caller.brand, body.person) if body.person is not None else None
    most = widest_scopes_of_key(None if owner is None else owner.roles, body.scopes)
    check_granted(caller, most)
    follows = body.scopes is None and (owner is None or caller.scopes >= SCOPES)
    scopes = None if follows else tuple(sorted(most))
    key = make_key(caller.brand, secrets.token_bytes(KEY_ID_BYTES + SECRET_BYTES))
    stored = Key(
        key.key_id,
        body.name,
        kind,
        body.person,
        body.integration,
        scopes,
        key.digest,
        gateway.clock.now(),
        body.expires_at,
        None,
    )
    await gateway.keys.create(caller.brand, stored)
    response.headers["Location"] = f"/v1/keys/{stored.id}"
    return http.KeyWithSecret(**_view(stored).model_dump(), key=key.text)


@router.get(
    "",
    **needs(PEOPLE, INTEGRATIONS),
)
async def list_keys(
    caller: Caller, gateway: Running, limit: PageLimit = 50, cursor: PageCursor = None
) -> Page[http.Key]:
    """The keys of the brand, revoked ones too."""
    keys, last = await gateway.keys.list(caller.brand, after_id(cursor), limit)
    return page_of(keys, _view, None if last is None else [last])


@router.delete(
    "/{key_id}",
    **needs(PEOPLE, INTEGRATIONS, refuses=[NotFound, NoAdministratorLeft]),
)
async def revoke_key(key_id: KeyId, caller: Caller, gateway: Running) -> http.Key:
    """End a key now; it stays in the list.

    Ending one that carries all rights needs all of them. 409 `last_administrator` when no administrator could sign in
    afterwards.
    """
    stored = await gateway.keys.get(caller.brand, require_well_formed_id(key_id))
    if stored is None:
        raise NotFound
    if stored.kind != "integration" and PEOPLE not in caller.scopes:
        raise Forbidden(PEOPLE)
    owner = await gateway.people.get(caller.brand, stored.person) if stored.person is not None else None
    check_granted(caller, needed_to_end(widest_scopes_of_key(None if owner is None else owner.roles, stored.scopes)))
    try:
        revoked = await gateway.keys.revoke(caller.brand, stored.id)
    except LastAdministrator:
        raise NoAdministratorLeft from None
    gateway.access.changed()
    return _view(revoked or stored)


async def _kind(gateway: Gateway, caller: Principal, body: http.KeyCreate) -> Kind:
    """Whose key it shall be; checks that its owner is there."""
    if body.integration is None and PEOPLE not in caller.scopes:
        raise Forbidden(PEOPLE)
    wrong = _wrong_in_itself(gateway, body)
    if body.integration is not None and await gateway.integrations.get(caller.brand, body.integration) is None:
        wrong.append(FieldError("/integration", "there is no such integration", "unknown"))
    if body.person is not None and await gateway.people.get(caller.brand, body.person) is None:
        wrong.append(FieldError("/person", "there is no such person", "unknown"))
    if wrong:
        raise Invalid(wrong)
    if body.integration is not None:
        return "integration"
    return "service" if body.person is None else "person"


def _wrong_in_itself(gateway: Gateway, body: http.KeyCreate) -> list[FieldError]:
    scopes = set(body.scopes or ())
    wrong = [FieldError("/scopes", f"there is no scope {name}", "scope") for name in unknown_scopes(scopes)]
    if body.person is not None and body.integration is not None:
        wrong.append(FieldError("/integration", "a key belongs to a person or to an integration", "one_owner"))
    if body.expires_at is not None and body.expires_at <= gateway.clock.now():
        wrong.append(FieldError("/expires_at", "must be in the future", "past"))
    if body.integration is not None and not scopes <= INTEGRATION_SCOPES:
        allowed = ", ".join(sorted(INTEGRATION_SCOPES))
        wrong.append(FieldError("/scopes", f"a key of an integration may have {allowed}", "scope"))
    if body.person is None and body.integration is None and not scopes:
        wrong.append(FieldError("/scopes", "a key of a service needs its scopes", "missing"))
    return wrong


def _view(key: Key) -> http.Key:
    return http.Key(
        id=key.id,
        name=key.name,
        kind=key.kind,
        person=key.person,
        integration=key.integration,
        scopes=None if key.scopes is None else list(key.scopes),
        created_at=key.created_at,
        expires_at=key.expires_at,
        revoked_at=key.revoked_at,
    )
