"""POST and GET /v1/webhooks/{integration}: what platforms send in their own form, known by its signature only."""

from __future__ import annotations

import json

from prometheus_client import Counter
from starlette.requests import Request
from starlette.responses import Response

from channels.ports import SignatureRefused
from chassis.auth import Principal
from chassis.errors import Unauthenticated
from chassis.http.body import Disconnected, header, read_body
from chassis.http.problem import NotFound, Problem, unauthenticated
from contracts.channel import PayloadUnreadable
from gateway.application.gateway import Gateway
from gateway.application.webhooks import ReadyIntegration, refusal
from gateway.domain.edge_error import KEPT, EdgeError
from gateway.http.events import publish

NEVER_MARKUP = {"X-Content-Type-Options": "nosniff"}
"""An answer that repeats something of the request is never taken for more than its type says."""
REFUSED = Counter("muster_gateway_signatures_refused", "Webhooks of platforms that were refused, by why.", ["reason"])
PROBLEMS_LIMIT = 100  # unreadable items that an answer names; all of them are in GET /v1/unreadable


async def webhook(request: Request) -> Response:
    """Answer a platform's check of the address, or take a signed payload: 202 once the log has what it held.

    What of it cannot be read is kept and named in the answer, which is 202 all the same: a platform that gets another
    one sends everything again, and ends by switching the webhook off.
    """
    gateway: Gateway = request.app.state.application
    ready = await gateway.ready_integrations.by_id(request.path_params["integration"])
    if ready is None:
        raise NotFound
    if header(request.scope, b"content-encoding") not in {None, b"identity"}:
        raise Problem(415, "Unsupported encoding", "Send the body as it is.", code="unsupported_encoding")
    try:
        raw = await read_body(request.scope, request.receive, gateway.settings.webhook_limit_bytes)
    except Disconnected:
        return Response(status_code=400)
    headers = {name: value for name, value in request.headers.items()}
    answer = _handshake(ready, request, headers, raw, gateway)
    if answer is not None:
        return answer
    if request.method != "POST":
        raise NotFound
    return await _take(gateway, ready, request, headers, raw)


def _handshake(
    ready: ReadyIntegration, request: Request, headers: dict[str, str], raw: bytes, gateway: Gateway
) -> Response | None:
    """The answer to a check of the address under any secret that counts now; None when it is no check."""
    answer = None
    for secrets in ready.secret_models(gateway.clock.now()):
        result = ready.channel.handshake(secrets, request.method, dict(request.query_params), headers, raw)
        if result is None:
            return None
        answer = Response(result.body, result.status, NEVER_MARKUP, media_type=result.content_type)
        if result.status < 400:
            break
    if answer is not None and answer.status_code >= 400:
        REFUSED.labels("signature_wrong").inc()
        gateway.stats.count(ready.integration.brand, ready.integration.id, "signature_wrong")
    return answer


async def _take(
    gateway: Gateway, ready: ReadyIntegration, request: Request, headers: dict[str, str], raw: bytes
) -> Response:
    brand, integration = ready.integration.brand, ready.integration.id
    now = gateway.clock.now_of(brand)
    _verify(gateway, ready, headers, raw)
    request.scope["principal"] = Principal(brand, integration, "integration")
    result = ready.parse(raw, headers, now)
    try:
        limits = gateway.quotas.take(brand, integration, max(1, len(result.events)), ready.quota)
    except Problem:
        gateway.stats.count(brand, integration, "throttled")
        raise
    await publish(gateway, result.events, ready.integration.lane)
    unreadable = [event for event in result.events if isinstance(event, PayloadUnreadable)]
    accepted = [event.id for event in result.events if not isinstance(event, PayloadUnreadable)]
    gateway.stats.count(brand, integration, "accepted", len(accepted))
    gateway.stats.count(brand, integration, "unreadable", len(unreadable))
    gateway.stats.note(
        brand,
        integration,
        (EdgeError(now, "webhook", each.field or "", each.reason, "It cannot be read.") for each in unreadable[-KEPT:]),
    )
    body = {
        "accepted": len(accepted),
        "unreadable": len(unreadable),
        "ignored": dict(result.ignored),
        "ids": accepted,
        "problems": [
            {"id": event.id, "field": event.field, "reason": event.reason} for event in unreadable[:PROBLEMS_LIMIT]
        ],
    }
    return Response(json.dumps(body, separators=(",", ":")), 202, headers=limits, media_type="application/json")


def _verify(gateway: Gateway, ready: ReadyIntegration, headers: dict[str, str], raw: bytes) -> None:
    """Check a signature; raises Problem 401, noted with the integration, where it does not hold."""
    brand, integration = ready.integration.brand, ready.integration.id
    try:
        ready.verify(headers, raw, gateway.clock.now())
    except SignatureRefused as refused:
        what = refusal(refused)
        detail = f"The {what.replace('_', ' is ')}."
        REFUSED.labels(what).inc()
        gateway.stats.count(brand, integration, what)
        gateway.stats.note(brand, integration, [EdgeError(gateway.clock.now_of(brand), "webhook", "", what, detail)])
        problem = unauthenticated(Unauthenticated(detail))
        problem.body["reason"] = what
        raise problem from None
