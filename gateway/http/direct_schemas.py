"""The schemas of what the plain ASGI routes take and answer."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter

from contracts.http.ingest import WrittenTime
from gateway.domain.openapi import Document

ITEM = {"$ref": "#/components/schemas/IngestItem"}
ENVELOPE = {"$ref": "#/components/schemas/CloudEvent"}
CLOUD_EVENT = {
    "type": "object",
    "description": "A CloudEvent 1.0 in JSON. What `data` leaves out of kind, id and time is taken from the envelope.",
    "required": ["specversion", "id", "source", "type", "data"],
    "properties": {
        "specversion": {"const": "1.0", "description": "The version of CloudEvents."},
        "id": {"type": "string", "minLength": 1, "description": "Stands for `external_id` where `data` has none."},
        "source": {"type": "string", "minLength": 1, "description": "What sent it, in your words; it is not stored."},
        "type": {"type": "string", "minLength": 1, "description": "Its last part stands for `kind`: `….message`."},
        "time": {**TypeAdapter(WrittenTime).json_schema(), "description": "Stands for `at` where `data` has none."},
        "data": {"type": "object", "description": "An IngestItem, complete or completed by the envelope."},
    },
}
RESULT = {
    "type": "object",
    "required": ["index", "status", "id"],
    "properties": {
        "index": {"type": "integer", "description": "The place of the item in the request, from 0."},
        "status": {"enum": ["accepted", "rejected"], "description": "`accepted`: the log has it on disk."},
        "id": {
            "type": ["string", "null"],
            "description": "The event's id, the same for the same event; null: rejected.",
        },
        "problem": {"$ref": "#/components/schemas/Problem", "description": "What is wrong with a rejected one."},
        "outcome": {
            "enum": ["new", "duplicate", "conflict", None],
            "description": "With `Prefer: return=representation`: whether it was there already, as far as the inbox "
            "has taken in what was posted; a conflict is another content under its id, without effect. Null: a sale.",
        },
    },
}
RESULTS = {
    "type": "object",
    "required": ["results"],
    "properties": {
        "results": {
            "type": "array",
            "items": RESULT,
            "description": "One for each item, in the order they were posted.",
        }
    },
}
EVENT_PAGE = {
    "type": "object",
    "required": ["items", "next", "more"],
    "properties": {
        "items": {
            "type": "array",
            "description": "The events in the order of the log.",
            "items": {
                "type": "object",
                "required": ["type", "position", "data"],
                "properties": {
                    "type": {"type": "string", "description": "The event's type, such as `inbox.message_stored.v1`."},
                    "position": {"type": "string", "description": "The position behind this event."},
                    "data": {"type": "object", "description": "The event, as AsyncAPI describes its type."},
                },
            },
        },
        "next": {"type": "string", "description": "The position to go on from; it is never null."},
        "more": {"type": "boolean", "description": "Whether the log holds more behind it already: ask again at once."},
    },
}
TAKEN = {
    "type": "object",
    "required": ["accepted", "unreadable", "ignored", "ids", "problems"],
    "properties": {
        "accepted": {"type": "integer", "description": "Items that were read."},
        "unreadable": {"type": "integer", "description": "Items that were not, and are kept for a replay."},
        "ignored": {
            "type": "object",
            "additionalProperties": {"type": "integer"},
            "description": "Items that mean nothing here, by their kind, such as a typing sign.",
        },
        "ids": {"type": "array", "items": {"type": "string"}, "description": "The events of what was read."},
        "problems": {
            "type": "array",
            "description": "What is wrong with the first unreadable items; all are in `GET /v1/unreadable`.",
            "items": {
                "type": "object",
                "required": ["id", "field", "reason"],
                "properties": {
                    "id": {"type": "string", "description": "The payload's id in `GET /v1/unreadable/{payload}`."},
                    "field": {
                        "type": ["string", "null"],
                        "description": "Its path, such as `entry/0/messaging/2/timestamp`; null: all of the body.",
                    },
                    "reason": {"type": "string", "description": "A code such as `missing_field`."},
                },
            },
        },
    },
}


def ingest_schemas(item: Any) -> Document:  # noqa: ANN401 - an annotated union
    """The schemas of what POST /v1/events takes."""
    schema = TypeAdapter(item).json_schema(ref_template="#/components/schemas/{model}")
    definitions: Document = schema.pop("$defs", {})
    return {**definitions, "IngestItem": schema, "CloudEvent": CLOUD_EVENT}
