"""Webhook endpoints of a brand: made with a secret shown once, changed, rotated, tested, removed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Response, status

from chassis.auth import Caller, Principal
from chassis.http.answers import ETAG, LOCATION
from chassis.http.paging import Page, PageCursor, PageLimit, after_id, etag, if_match, page_of
from chassis.http.problem import Conflict, NotFound, PreconditionFailed
from chassis.http.scopes import needs
from contracts.http import gateway as http
from gateway.application.gateway import Gateway
from gateway.application.webhook_commands import MOST_ENDPOINTS, TooManyEndpoints, new_endpoint_id
from gateway.domain.webhook_endpoint import WebhookEndpoint, WebhookHealth, scopes_for, types_for
from gateway.http.dependencies import Running, check_granted, check_version, require_well_formed_id

router = APIRouter(prefix="/v1/webhook-endpoints")
WRITE = "integrations:write"
EndpointId = Annotated[str, Path(description="The endpoint's `id`: `whe_` and 16 hexadecimal digits.")]
IfMatch = Annotated[int | None, Depends(if_match)]


@router.post("", status_code=status.HTTP_201_CREATED, **needs(WRITE, refuses=[Conflict], headers=[ETAG, LOCATION]))
async def create_webhook_endpoint(
    body: http.WebhookEndpointCreate, caller: Caller, gateway: Running, response: Response
) -> http.WebhookEndpointWithSecret:
    """Have events posted to an address. The caller may read whatever is posted there; 403 names what they may not."""
    types = tuple(body.types) or types_for(caller.scopes)
    check_granted(caller, scopes_for(types))
    endpoint = WebhookEndpoint(
        brand=caller.brand,
        id=new_endpoint_id(),
        name=body.name,
        url=body.url,
        types=types,
        channels=tuple(body.channels),
        topics=tuple(body.topics),
        ordered=body.ordered,
        disabled=None,
        sealed="",
        version=1,
        created_at=gateway.clock.now(),
    )
    try:
        stored, secret = await gateway.webhooks.create(endpoint, body.secret)
    except TooManyEndpoints:
        raise Conflict(f"The brand has {MOST_ENDPOINTS} endpoints, which is the most.", state="full") from None
    response.headers["Location"] = f"/v1/webhook-endpoints/{stored.id}"
    return _with_secret(stored, WebhookHealth(), secret, response)


@router.get("", **needs(WRITE))
async def list_webhook_endpoints(
    caller: Caller, gateway: Running, limit: PageLimit = 50, cursor: PageCursor = None
) -> Page[http.WebhookEndpoint]:
    """The endpoints of the brand in order of id, each with how it answered lately."""
    found, last = await gateway.webhooks.endpoints.list(caller.brand, after_id(cursor), limit)
    health = await gateway.webhooks.endpoints.health_of(caller.brand, [each.id for each in found])
    return page_of(found, lambda each: _view(each, health[each.id]), None if last is None else [last])


@router.get("/{endpoint}", **needs(WRITE, refuses=[NotFound], headers=[ETAG]))
async def get_webhook_endpoint(
    endpoint: EndpointId, caller: Caller, gateway: Running, response: Response
) -> http.WebhookEndpoint:
    """One endpoint, without its secrets, and how it answered lately."""
    stored = await require_endpoint(gateway, caller.brand, endpoint)
    shown = _view(stored, await gateway.webhooks.endpoints.health(caller.brand, stored.id))
    response.headers["ETag"] = etag(stored.version, shown)
    return shown


@router.patch(
    "/{endpoint}",
    **needs(WRITE, refuses=[NotFound, Conflict, PreconditionFailed], headers=[ETAG]),
)
async def change_webhook_endpoint(
    endpoint: EndpointId,
    body: http.WebhookEndpointUpdate,
    caller: Caller,
    gateway: Running,
    response: Response,
    version: IfMatch,
) -> http.WebhookEndpoint:
    """Change where events go, which of them, or whether they do. Whoever changes it may read what is posted there."""
    stored = await require_endpoint(gateway, caller.brand, endpoint)
    check_version(version, stored.version)
    changed = await gateway.webhooks.change(stored, _changed(stored, body, caller))
    shown = _view(changed, await gateway.webhooks.endpoints.health(caller.brand, changed.id))
    response.headers["ETag"] = etag(changed.version, shown)
    return shown


@router.post(
    "/{endpoint}/rotate-secret",
    **needs(WRITE, refuses=[NotFound, Conflict, PreconditionFailed], headers=[ETAG]),
)
async def rotate_webhook_secret(
    endpoint: EndpointId,
    body: http.WebhookSecretUpdate,
    caller: Caller,
    gateway: Running,
    response: Response,
    version: IfMatch,
) -> http.WebhookEndpointWithSecret:
    """Sign with a new secret at once; the one before signs beside it for the overlap, so that both verify."""
    stored = await require_endpoint(gateway, caller.brand, endpoint)
    check_version(version, stored.version)
    overlap = timedelta(seconds=body.overlap_seconds)
    rotated, secret = await gateway.webhooks.rotate(stored, body.secret, overlap)
    health = await gateway.webhooks.endpoints.health(caller.brand, rotated.id)
    return _with_secret(rotated, health, secret, response)


@router.delete(
    "/{endpoint}",
    status_code=status.HTTP_204_NO_CONTENT,
    **needs(WRITE, refuses=[NotFound]),
)
async def delete_webhook_endpoint(endpoint: EndpointId, caller: Caller, gateway: Running) -> None:
    """Remove an endpoint with all its deliveries. To keep them, disable it."""
    if not await gateway.webhooks.remove(caller.brand, require_well_formed_id(endpoint)):
        raise NotFound


async def require_endpoint(gateway: Gateway, brand: str, endpoint: str) -> WebhookEndpoint:
    """An endpoint of the brand; raises NotFound."""
    stored = await gateway.webhooks.endpoints.get(brand, require_well_formed_id(endpoint))
    if stored is None:
        raise NotFound
    return stored


def _changed(stored: WebhookEndpoint, body: http.WebhookEndpointUpdate, caller: Principal) -> WebhookEndpoint:
    types = stored.types if body.types is None else tuple(body.types) or types_for(caller.scopes)
    check_granted(caller, scopes_for(types))
    disabled = stored.disabled
    if body.enabled is not None:
        disabled = None if body.enabled else stored.disabled or "person"
    return replace(
        stored,
        name=stored.name if body.name is None else body.name,
        url=stored.url if body.url is None else body.url,
        types=types,
        channels=stored.channels if body.channels is None else tuple(body.channels),
        topics=stored.topics if body.topics is None else tuple(body.topics),
        disabled=disabled,
    )


def _with_secret(
    endpoint: WebhookEndpoint, health: WebhookHealth, secret: str | None, response: Response
) -> http.WebhookEndpointWithSecret:
    response.headers["ETag"] = etag(endpoint.version)
    return http.WebhookEndpointWithSecret(**_fields(endpoint, health), secret=secret)


def _view(endpoint: WebhookEndpoint, health: WebhookHealth) -> http.WebhookEndpoint:
    return http.WebhookEndpoint(**_fields(endpoint, health))


def _fields(endpoint: WebhookEndpoint, health: WebhookHealth) -> dict[str, Any]:
    return {
        "id": endpoint.id,
        "name": endpoint.name,
        "url": endpoint.url,
        "types": list(endpoint.types),
        "channels": list(endpoint.channels),
        "topics": list(endpoint.topics),
        "ordered": endpoint.ordered,
        "enabled": endpoint.disabled is None,
        "disabled_reason": endpoint.disabled,
        "health": http.WebhookHealth(
            failures=health.failures,
            failing_since=health.failing_since,
            last_success_at=health.last_success_at,
            last_failure_at=health.last_failure_at,
            last_code=health.last_code,
        ),
        "version": endpoint.version,
        "created_at": endpoint.created_at,
    }
