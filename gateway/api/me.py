"""GET /v1/me: who the credential says is calling. POST /v1/dev/token: a person's token, in development only."""

from __future__ import annotations

from fastapi import APIRouter, Request

from chassis.auth import Caller
from chassis.http.problem import FieldError, Forbidden, Invalid, NotFound
from chassis.http.scopes import needs_no_scope
from contracts.http.gateway import DevToken, DevTokenRequest, GrantView, Me
from gateway.api.common import Wired
from gateway.edge import caller_of
from gateway.store.base import PLATFORM

router = APIRouter(tags=["access"])
dev_router = APIRouter(tags=["access"])


@router.get("/v1/me", operation_id="get_me", **needs_no_scope())
async def get_me(request: Request) -> Me:
    """The caller: brand, roles, scopes, and the temporary places that give some of them."""
    caller = caller_of(request)
    principal = caller.principal
    return Me(
        brand=None if principal.brand == PLATFORM else principal.brand,
        principal=principal.subject,
        kind=caller.kind,
        name=caller.name,
        roles=sorted(principal.roles),
        scopes=sorted(principal.scopes),
        grants=[GrantView(incident=grant.incident, until=grant.until) for grant in caller.grants],
        expires_at=caller.expires_at,
    )


@dev_router.post("/v1/dev/token", operation_id="create_dev_token", **needs_no_scope())
async def create_dev_token(body: DevTokenRequest, caller: Caller, parts: Wired) -> DevToken:
    """A token of the local issuer: for anybody with the bootstrap key, for oneself with one's own key."""
    if parts.dev_issuer is None:
        raise NotFound
    if caller.brand != PLATFORM and (caller.brand, caller.subject) != (body.brand, body.person):
        raise Forbidden("brands:write", "One's own key gives a token for oneself only.")
    person = await parts.people.get(body.brand, body.person)
    if person is None:
        raise Invalid([FieldError("/person", "there is no such person", "unknown")])
    token = parts.dev_issuer.issue(body.brand, person.login, body.expires_in_seconds)
    return DevToken(access_token=token, expires_in=body.expires_in_seconds)
