"""The OpenAPI of `/v1/stream`: server-sent events, and how they resume."""

from __future__ import annotations

from gateway.domain.openapi import SCOPE_FIELD, Document
from gateway.http.direct_parts import FILTERS, TEXT, parameter, refusals
from gateway.http.stream import SCOPE

POSITION = "eyJpbmJveCI6WzQyXX0"
FRAMES = (
    f"id: {POSITION}\nevent: ready\ndata: {{}}\n\n"
    f'id: {POSITION}\nevent: inbox.message_stored.v1\ndata: {{"id": "b81d4fae7dec11d0a76500a0c91e6bf6"}}\n\n'
    f": heartbeat\nid: {POSITION}\n\n"
    'event: end\ndata: {"reason": "shutting_down"}\n\n'
)

GET: Document = {
    "operationId": "openStream",
    "summary": "Open the stream",
    "description": (
        "Server-sent events of the brand, as far as the caller's scopes see. The first is `ready`; each later one has "
        "the event's type as `event` and the event as `data`, as AsyncAPI describes its type. `id` is a position: sent "
        "back as `Last-Event-ID`, nothing is missing or double. `reset` says that too much lies between: read the "
        "lists again. `end` says why the stream ended: `too_slow`, `credential_ended`, `scope_ended`, `log_away` or "
        "`shutting_down`. Comments are heartbeats. The stream is never compressed."
    ),
    SCOPE_FIELD: [SCOPE],
    "parameters": [
        *FILTERS,
        parameter(
            "Last-Event-ID", "header", "The `id` of the event read last; the stream goes on behind it.", POSITION
        ),
        parameter("last_event_id", "query", "The same, for a client that cannot set the header.", POSITION),
        parameter(
            "ticket",
            "query",
            "A ticket of `POST /v1/stream/tickets` in place of a credential.",
            "aurora.1f0c2b.secret",
        ),
    ],
    "responses": {
        "200": {
            "description": "The stream.",
            "content": {
                "text/event-stream": {
                    "schema": {**TEXT, "description": "Server-sent events (WHATWG HTML)."},
                    "example": FRAMES,
                }
            },
        },
        **refusals(
            {401: ["unauthenticated"], 403: ["missing_scope"], 422: ["invalid"], 429: ["too_many_streams"]},
        ),
    },
}
