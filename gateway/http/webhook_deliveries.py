"""What became of the events of an endpoint: the log of deliveries, a test, and sending again."""

from __future__ import annotations

import json
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, status

from chassis.auth import Caller
from chassis.http.paging import Page, PageCursor, PageLimit, after, page_within
from chassis.http.problem import Conflict, NotFound
from chassis.http.scopes import needs
from contracts.http import gateway as http
from gateway.domain.webhook_delivery import WebhookDelivery
from gateway.domain.webhook_endpoint import scopes_for
from gateway.http.dependencies import Running, check_granted, require_well_formed_id
from gateway.http.webhook_endpoints import WRITE, EndpointId, require_endpoint

router = APIRouter(prefix="/v1/webhook-endpoints/{endpoint}")
REDELIVERED_AT_ONCE = 10_000  # in one request, which takes about a second

DeliveryId = Annotated[str, Path(description="The delivery's `id`, which is that of its event.")]
States = Annotated[
    list[http.DeliveryState] | None, Query(description="Only deliveries in one of these states; all without it.")
]


@router.get("/deliveries", **needs(WRITE, refuses=[NotFound]))
async def list_webhook_deliveries(
    endpoint: EndpointId,
    caller: Caller,
    gateway: Running,
    state: States = None,
    limit: PageLimit = 50,
    cursor: PageCursor = None,
) -> Page[http.WebhookDelivery]:
    """The deliveries of the last 30 days, the newest first, each with its tries."""
    stored = await require_endpoint(gateway, caller.brand, endpoint)
    found = await gateway.webhooks.deliveries.list(
        caller.brand, stored.id, states=state or (), after=after(cursor, int), limit=limit
    )
    return page_within(found, limit, _view, lambda each: [each.order, each.id])


@router.get("/deliveries/{delivery}", **needs(WRITE, refuses=[NotFound]))
async def get_webhook_delivery(
    endpoint: EndpointId, delivery: DeliveryId, caller: Caller, gateway: Running
) -> http.WebhookDeliveryDetail:
    """One delivery with the body that is posted; it is null once the contact of its conversation was erased.

    The caller may read such events, or 403 names what they may not.
    """
    stored = await require_endpoint(gateway, caller.brand, endpoint)
    found = await gateway.webhooks.deliveries.get(caller.brand, stored.id, require_well_formed_id(delivery))
    if found is None:
        raise NotFound
    check_granted(caller, scopes_for([found.type]))
    return http.WebhookDeliveryDetail(**_fields(found), body=None if found.erased_at else json.loads(found.body))


@router.post(
    "/deliveries/{delivery}/redeliver",
    status_code=status.HTTP_202_ACCEPTED,
    **needs(WRITE, refuses=[NotFound, Conflict]),
)
async def redeliver_webhook(
    endpoint: EndpointId, delivery: DeliveryId, caller: Caller, gateway: Running
) -> http.WebhookDelivery:
    """Send one again, whatever came of it, under the same id; an endpoint that has it knows it again.

    One whose body is gone, because the contact of its conversation was erased, is 409 with the state `erased`.
    """
    stored = await require_endpoint(gateway, caller.brand, endpoint)
    id_ = require_well_formed_id(delivery)
    if not await gateway.webhooks.deliveries.redeliver_one(caller.brand, stored.id, id_):
        raise NotFound
    found = await gateway.webhooks.deliveries.get(caller.brand, stored.id, id_)
    if found is None:
        raise NotFound
    if found.erased_at is not None:
        raise Conflict("The contact of its conversation was erased, and its body with them.", state="erased")
    await gateway.webhooks.intake.wake([(caller.brand, stored.id)])
    return _view(found)


@router.post(
    "/redeliver",
    status_code=status.HTTP_202_ACCEPTED,
    **needs(WRITE, refuses=[NotFound]),
)
async def redeliver_webhooks(
    endpoint: EndpointId, body: http.WebhookRedeliveryCreate, caller: Caller, gateway: Running
) -> http.WebhookRedelivery:
    """Send those of a time again, the oldest 10,000 at most; where there are more, `next_since` says how to go on.

    Those whose body is gone, because the contact of their conversation was erased, are left out.
    """
    stored = await require_endpoint(gateway, caller.brand, endpoint)
    count, next_since = await gateway.webhooks.deliveries.redeliver(
        caller.brand,
        stored.id,
        states=body.states,
        since=body.since,
        until=body.until or gateway.clock.now(),
        limit=REDELIVERED_AT_ONCE,
    )
    await gateway.webhooks.intake.wake([(caller.brand, stored.id)])
    return http.WebhookRedelivery(redelivered=count, next_since=next_since)


@router.post(
    "/test",
    status_code=status.HTTP_202_ACCEPTED,
    **needs(WRITE, refuses=[NotFound]),
)
async def test_webhook_endpoint(endpoint: EndpointId, caller: Caller, gateway: Running) -> http.WebhookTest:
    """Post a test event, whatever the endpoint takes; its delivery says what came of it."""
    stored = await require_endpoint(gateway, caller.brand, endpoint)
    return http.WebhookTest(delivery=await gateway.webhooks.notices.test(stored))


def _view(delivery: WebhookDelivery) -> http.WebhookDelivery:
    return http.WebhookDelivery(**_fields(delivery))


def _fields(delivery: WebhookDelivery) -> dict[str, Any]:
    return {
        "id": delivery.id,
        "type": delivery.type,
        "subject": delivery.subject,
        "state": delivery.state,
        "stored_at": delivery.stored_at,
        "due_at": delivery.due_at if delivery.state == "pending" else None,
        "erased_at": delivery.erased_at,
        "attempts": [
            http.WebhookAttempt(
                at=each.at, status=each.status, code=each.code, milliseconds=each.milliseconds, answer=each.answer
            )
            for each in delivery.attempts
        ],
    }
