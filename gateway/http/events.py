"""POST /v1/events: events in the canonical form. A plain ASGI route, because it is the hottest path of the house."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from chassis import crash_points
from chassis.http.body import Disconnected, header, read_body
from chassis.http.problem import FieldError, Forbidden, Invalid, NotFound, Problem
from chassis.messaging import TooLarge
from contracts.channel import ConversionReported
from contracts.event import Event
from contracts.http.problems import type_of
from gateway.application.access import VerifiedCaller
from gateway.application.event_lanes import in_lane
from gateway.application.gateway import Gateway
from gateway.application.known_outcomes import Outcomes, known_outcomes
from gateway.application.webhooks import ReadyIntegration
from gateway.domain.edge_error import DETAIL, KEPT, EdgeError
from gateway.domain.event_lane import EventLane
from gateway.http.guard import known_caller
from gateway.http.items import Refused, read_one, read_posted

EVENTS, CONVERSIONS = "events:write", "conversions:write"
REPRESENTATION = "return=representation"  # RFC 7240: say of each event whether it was there already


async def post_events(request: Request) -> Response:
    """Take events: 202 when at least one was accepted and the log has it, with a result for each item."""
    gateway: Gateway = request.app.state.application
    caller = await known_caller(request.scope, gateway.access)
    if EVENTS not in caller.principal.scopes and CONVERSIONS not in caller.principal.scopes:
        raise Forbidden(EVENTS)
    ready = await _integration(request, gateway, caller)
    if header(request.scope, b"content-encoding") not in {None, b"identity"}:
        raise Problem(415, "Unsupported encoding", "Send the body as it is.", code="unsupported_encoding")
    try:
        raw = await read_body(request.scope, request.receive, gateway.settings.body_limit_bytes)
    except Disconnected:
        return Response(status_code=400)
    posted = read_posted(raw, request.headers.get("content-type", ""))
    brand, integration, name = ready.integration.brand, ready.integration.id, ready.integration.channel
    limits = _quota(gateway, ready, len(posted.items))
    now = gateway.clock.now_of(brand)
    read = [
        _allowed(read_one(item, posted, "" if posted.single else f"/{index}", now, brand, integration, name), caller)
        for index, item in enumerate(posted.items)
    ]
    accepted = [each for each in read if isinstance(each, Event)]
    asked = REPRESENTATION in request.headers.get("prefer", "").replace(" ", "").split(",")
    outcomes = await known_outcomes(gateway.upstream, caller.principal, accepted) if asked and accepted else None
    _note_refused(gateway, ready, [each for each in read if isinstance(each, Refused)], now)
    await publish(gateway, accepted, ready.integration.lane)
    gateway.stats.count(brand, integration, "accepted", len(accepted))
    if not accepted:
        return _none_accepted(read)
    if outcomes is None:
        return Response(_results(read), 202, headers=limits, media_type="application/json")
    applied = {**limits, "Preference-Applied": REPRESENTATION}
    return Response(_results_with(read, outcomes), 202, headers=applied, media_type="application/json")


async def _integration(request: Request, gateway: Gateway, caller: VerifiedCaller) -> ReadyIntegration:
    """The integration events come from: the key's own, or for a person or service the one the query names."""
    principal = caller.principal
    named = request.query_params.get("integration")
    if principal.kind == "integration":
        if named not in {None, principal.subject}:
            raise NotFound
        named = principal.subject
    elif named is None:
        raise Invalid(
            [FieldError("#query/integration", "is needed with a key that is not an integration's", "missing")]
        )
    ready = await gateway.ready_integrations.of(principal.brand, named)
    if ready is None:
        raise NotFound
    return ready


def _quota(gateway: Gateway, ready: ReadyIntegration, events: int) -> dict[str, str]:
    try:
        return gateway.quotas.take(ready.integration.brand, ready.integration.id, events, ready.quota)
    except Problem:
        gateway.stats.count(ready.integration.brand, ready.integration.id, "throttled", events)
        raise


def _allowed(read: Event | Refused, caller: VerifiedCaller) -> Event | Refused:
    """Refuse an item whose own scope is missing: conversions need another one than messages."""
    if isinstance(read, Refused):
        return read
    needed = CONVERSIONS if isinstance(read, ConversionReported) else EVENTS
    if needed in caller.principal.scopes:
        return read
    return Refused([FieldError("", f"this needs the scope {needed}", "missing_scope")])


def _note_refused(gateway: Gateway, ready: ReadyIntegration, refused: Sequence[Refused], now: datetime) -> None:
    brand, integration = ready.integration.brand, ready.integration.id
    gateway.stats.count(brand, integration, "rejected", len(refused))
    errors = [error for each in refused[-KEPT:] for error in each.errors]
    gateway.stats.note(
        brand,
        integration,
        (EdgeError(now, "events", each.pointer, each.code, each.detail[:DETAIL]) for each in errors[-KEPT:]),
    )


async def publish(gateway: Gateway, events: Sequence[Event], lane: EventLane) -> None:
    """Put events of an integration into the log, in its lane; returns after the acknowledgement.

    Raises:
        chassis.errors.Unavailable: The log does not answer within the budget; posting the same again is right.
        Problem: 413 when an event is larger than the log takes; none was sent.
    """
    if not events:
        return
    try:
        crash_points.reach("gateway.before_produce")
        crash_points.reach_soon("gateway.produced_not_acked")
        await gateway.publisher.send([in_lane(event, lane) for event in events])
        crash_points.reach("gateway.acked_not_answered")
    except TooLarge as large:
        raise Problem(413, "Event too large", code="too_large", size_bytes=large.size_bytes) from None


def _none_accepted(read: Sequence[Event | Refused]) -> Response:
    """422 with the pointer to each field of each item."""
    errors = [error for each in read if isinstance(each, Refused) for error in each.errors]
    problem = Invalid(errors, "No event was accepted.")
    problem.body["results"] = [_refused(index, each) for index, each in enumerate(read) if isinstance(each, Refused)]
    return problem.response()


def _refused(index: int, refused: Refused) -> dict[str, Any]:
    errors = [error.as_json() for error in refused.errors]
    problem = {"type": type_of("invalid"), "title": "Invalid event", "status": 422, "errors": errors}
    return {"index": index, "status": "rejected", "id": None, "problem": problem}


def _results_with(read: Sequence[Event | Refused], outcomes: Outcomes) -> bytes:
    """The results, each accepted one with what it was."""
    known = iter(outcomes)
    results = [
        {"index": index, "status": "accepted", "id": each.id, "outcome": next(known)}
        if isinstance(each, Event)
        else _refused(index, each)
        for index, each in enumerate(read)
    ]
    return json.dumps({"results": results}, separators=(",", ":")).encode()


def _results(read: Sequence[Event | Refused]) -> bytes:
    """The results as bytes; ids are hex, so the common case needs no JSON encoder."""
    parts = [
        f'{{"index":{index},"status":"accepted","id":"{each.id}"}}'
        if isinstance(each, Event)
        else json.dumps(_refused(index, each), separators=(",", ":"))
        for index, each in enumerate(read)
    ]
    return ('{"results":[' + ",".join(parts) + "]}").encode()
