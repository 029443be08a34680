"""GET /v1/me: who the credential says is calling. POST /v1/dev/token: a person's token, in development only."""

from __future__ import annotations

from datetime import timedelta

from fastapi import APIRouter, Request

from chassis.http.problem import FieldError, Forbidden, Invalid, NotFound, Refusal
from chassis.http.scopes import needs_no_scope
from contracts.http import gateway as http
from gateway.http.dependencies import Running
from gateway.http.guard import caller_of
from gateway.persistence.base import PLATFORM

router = APIRouter()
dev_router = APIRouter()


class NeedsKey(Refusal):
    """A token asked for a token."""

    STATUS, CODE = 403, "needs_key"

    def __init__(self) -> None:
        """Say what is needed."""
        super().__init__("Forbidden", "A token comes from a key, not from a token.")


@router.get("/v1/me", summary="Get the caller", **needs_no_scope())
async def get_me(request: Request, gateway: Running) -> http.Me:
    """The caller: brand, roles, scopes, and the temporary places that give some of them."""
    caller = caller_of(request)
    principal = caller.principal
    brand = await gateway.brands.get(principal.brand)
    return http.Me(
        brand=None if principal.brand == PLATFORM else principal.brand,
        sandbox=brand is not None and brand.sandbox,
        principal=principal.subject,
        kind=caller.kind,
        name=caller.name,
        roles=sorted(principal.roles),
        scopes=sorted(principal.scopes),
        grants=[http.Grant(incident=grant.incident, until=grant.until) for grant in caller.grants],
        expires_at=caller.expires_at,
    )


@dev_router.post("/v1/dev/token", **needs_no_scope(refuses=[NeedsKey, Forbidden, NotFound]))
async def create_dev_token(body: http.DevTokenCreate, request: Request, gateway: Running) -> http.DevToken:
    """A token of the local issuer in place of a key: for anybody with the bootstrap key, for oneself with one's own.

    It carries what the key carries and ends with it; a token gives no further token.
    """
    if gateway.credentials.dev_issuer is None:
        raise NotFound
    caller = caller_of(request)
    if caller.key is None:
        raise NeedsKey
    own = caller.kind == "person" and (caller.principal.brand, caller.principal.subject) == (body.brand, body.person)
    if caller.kind != "bootstrap" and not own:
        raise Forbidden("brands:write", "One's own key gives a token for oneself only.")
    person = await gateway.people.get(body.brand, body.person)
    if person is None:
        raise Invalid([FieldError("/person", "there is no such person", "unknown")])
    now = gateway.clock.now()
    expires_at = now + timedelta(seconds=body.expires_in_seconds)
    if caller.expires_at is not None:
        expires_at = min(expires_at, caller.expires_at)
    token = gateway.credentials.dev_issuer.issue(body.brand, person.login, caller.key, expires_at)
    return http.DevToken(access_token=token, expires_in=int((expires_at - now).total_seconds()))
