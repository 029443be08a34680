"""The OpenAPI of `/v1/events`: events posted, and events read page by page."""

from __future__ import annotations

from chassis.http.answers import PREFERENCE, header_fields
from contracts.http.examples import CONVERSATION, MESSAGE
from gateway.domain.openapi import SCOPE_FIELD, Document
from gateway.http.direct_parts import FILTERS, LIMITS, parameter, refusals
from gateway.http.direct_schemas import ENVELOPE, EVENT_PAGE, ITEM, RESULTS
from gateway.http.events import CONVERSIONS, EVENTS
from gateway.http.items import CLOUD_BATCH, CLOUD_EVENT, PLAIN
from gateway.http.pull import MOST, USUAL
from gateway.http.stream import SCOPE

POSITION = "eyJpbmJveCI6WzQyXX0"
EVENT = {"type": "inbox.message_stored.v1", "position": POSITION, "data": {"id": MESSAGE, "conversation": CONVERSATION}}
_LIMIT: Document = {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL}

POST: Document = {
    "operationId": "postEvents",
    "summary": "Post events",
    "description": (
        "Take one event or up to 1,000. 202 once the log has every accepted one on disk; each item has its own result. "
        "The same event posted again has one effect and the same id, so that what got no 202 is simply posted again."
    ),
    SCOPE_FIELD: [EVENTS, CONVERSIONS],
    "parameters": [
        parameter("integration", "query", "Where they come from; an integration's own key says it.", "aurora_events"),
        parameter(
            "Prefer",
            "header",
            "`return=representation` says of each accepted item in `outcome` whether it was there already.",
            "return=representation",
        ),
    ],
    "requestBody": {
        "required": True,
        "content": {
            PLAIN: {"schema": {"oneOf": [ITEM, {"type": "array", "items": ITEM}]}},
            CLOUD_EVENT: {"schema": ENVELOPE},
            CLOUD_BATCH: {"schema": {"type": "array", "items": ENVELOPE}},
        },
    },
    "responses": {
        "202": {
            "description": "At least one event was accepted; each item has its own result.",
            "headers": header_fields((*LIMITS, PREFERENCE)),
            "content": {
                "application/json": {
                    "schema": RESULTS,
                    "example": {"results": [{"index": 0, "status": "accepted", "id": MESSAGE}]},
                }
            },
        },
        **refusals(
            {
                400: ["malformed"],
                401: ["unauthenticated"],
                403: ["missing_scope"],
                404: ["not_found"],
                413: ["too_large", "too_many_items"],
                415: ["unsupported_encoding", "unsupported_media_type"],
                422: ["invalid"],
                429: ["quota"],
            }
        ),
    },
}
GET: Document = {
    "operationId": "listEvents",
    "summary": "List events",
    "description": (
        "Events of the brand behind a position, as far as the caller's scopes see: the stream's, for who asks "
        "instead of listening. Without `after` there are none, and `next` is where the log ends now. Events "
        "come at least once; their ids tell."
    ),
    SCOPE_FIELD: [SCOPE],
    "parameters": [
        parameter("after", "query", "The `next` of the page before, or the id of an event of the stream.", POSITION),
        parameter("limit", "query", "How many items at most.", 100, schema=_LIMIT),
        *FILTERS,
    ],
    "responses": {
        "200": {
            "description": "The events in order, and the position behind them.",
            "content": {
                "application/json": {
                    "schema": EVENT_PAGE,
                    "example": {"items": [EVENT], "next": POSITION, "more": False},
                }
            },
        },
        **refusals(
            {401: ["unauthenticated"], 403: ["missing_scope"], 410: ["position_too_old"], 422: ["invalid"]},
        ),
    },
}
