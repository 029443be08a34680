"""The OpenAPI of the routes that are plain ASGI for speed or streaming, written down because nothing derives it."""

from __future__ import annotations

from chassis.http.answers import problem_responses
from gateway.domain.openapi import SCOPE_FIELD, Document
from gateway.http.direct_schemas import ENVELOPE, EVENT_PAGE, ITEM, RESULTS, TAKEN
from gateway.http.events import CONVERSIONS, EVENTS
from gateway.http.stream import SCOPE


def _parameter(name: str, where: str, description: str, *, required: bool = False) -> Document:
    return {
        "name": name,
        "in": where,
        "required": required,
        "description": description,
        "schema": {"type": "string"},
    }


_FILTERS = [
    _parameter("types", "query", "Event types or `<service>.*`, separated by commas."),
    _parameter("conversation", "query", "Only events about this conversation, by its id."),
]
_INTEGRATION = _parameter("integration", "path", "The integration's id.", required=True)

PLAIN_PATHS: Document = {
    "/v1/events": {
        "post": {
            "operationId": "postEvents",
            "summary": "Post events",
            "description": "Take one event or up to 1,000. 202 once the log has every accepted one on disk.",
            SCOPE_FIELD: [EVENTS, CONVERSIONS],
            "parameters": [
                _parameter("integration", "query", "Where the events come from; an integration's own key says it."),
            ],
            "requestBody": {
                "required": True,
                "content": {
                    "application/json": {"schema": {"oneOf": [ITEM, {"type": "array", "items": ITEM}]}},
                    "application/cloudevents+json": {"schema": ENVELOPE},
                    "application/cloudevents-batch+json": {"schema": {"type": "array", "items": ENVELOPE}},
                },
            },
            "responses": {
                "202": {
                    "description": "At least one event was accepted; each item has its own result.",
                    "content": {"application/json": {"schema": {"type": "object", "properties": {"results": RESULTS}}}},
                },
                **problem_responses(
                    {
                        400: ["malformed"],
                        401: ["unauthenticated"],
                        403: ["missing_scope"],
                        404: ["not_found"],
                        413: ["too_large", "too_many_items"],
                        415: ["unsupported_encoding", "unsupported_media_type"],
                        422: ["invalid"],
                        429: ["quota"],
                        503: ["unavailable"],
                    }
                ),
            },
        },
        "get": {
            "operationId": "listEvents",
            "summary": "List events",
            "description": (
                "Events of the brand behind a position, as far as the caller's scopes see: the stream's, for who asks "
                "instead of listening. Without `after` there are none, and `next` is where the log ends now. Events "
                "come at least once; their ids tell."
            ),
            SCOPE_FIELD: [SCOPE],
            "parameters": [
                _parameter("after", "query", "The `next` of the page before, or the id of an event of the stream."),
                _parameter("limit", "query", "How many at most, 1 to 1,000; 100 where it is left out."),
                *_FILTERS,
            ],
            "responses": {
                "200": {
                    "description": "The events in order, and the position behind them.",
                    "content": {"application/json": {"schema": EVENT_PAGE}},
                },
                **problem_responses(
                    {
                        401: ["unauthenticated"],
                        403: ["missing_scope"],
                        410: ["position_too_old"],
                        422: ["invalid"],
                        503: ["unavailable"],
                    }
                ),
            },
        },
    },
    "/v1/webhooks/{integration}": {
        "post": {
            "operationId": "postWebhook",
            "summary": "Post a platform's payload",
            "description": "Take a platform's own payload; its signature over the raw bytes is the credential.",
            "security": [],
            "parameters": [_INTEGRATION],
            "responses": {
                "202": {
                    "description": "The log has what the payload held, also what of it could not be read.",
                    "content": {"application/json": {"schema": TAKEN}},
                },
                **problem_responses(
                    {
                        401: ["unauthenticated"],
                        404: ["not_found"],
                        413: ["too_large"],
                        415: ["unsupported_encoding"],
                        429: ["quota"],
                        503: ["unavailable"],
                    }
                ),
            },
        },
        "get": {
            "operationId": "checkWebhook",
            "summary": "Check the address of a webhook",
            "description": "Answer a platform's check of the address.",
            "security": [],
            "parameters": [_INTEGRATION],
            "responses": {
                "200": {"description": "What the platform wants to hear."},
                **problem_responses({404: ["not_found"], 503: ["unavailable"]}),
            },
        },
    },
    "/v1/stream": {
        "get": {
            "operationId": "openStream",
            "summary": "Open the stream",
            "description": "Server-sent events of the brand, as far as the caller's scopes see; they resume.",
            SCOPE_FIELD: [SCOPE],
            "parameters": [
                *_FILTERS,
                _parameter(
                    "Last-Event-ID", "header", "The `id` of the last event that was read; the stream goes on behind it."
                ),
                _parameter("last_event_id", "query", "The same, for a client that cannot set the header."),
                _parameter("ticket", "query", "A ticket of `POST /v1/stream/tickets` in place of a credential."),
            ],
            "responses": {
                "200": {"description": "The stream.", "content": {"text/event-stream": {}}},
                **problem_responses(
                    {
                        401: ["unauthenticated"],
                        403: ["missing_scope"],
                        422: ["invalid"],
                        429: ["too_many_streams"],
                        503: ["unavailable"],
                    }
                ),
            },
        }
    },
}
