"""What follows from the contracts: a JSON Schema per event type, and one AsyncAPI 3.0 document of all topics.

`muster generate` writes them, `muster generate --check` (part of `make check`) fails when one is stale.
"""

from __future__ import annotations

import json
from typing import Any

from pydantic.json_schema import models_json_schema

from contracts.event import Event
from contracts.registry import EVENT_CLASSES, NOTICES, TOPICS, EventClasses, classes_of
from contracts.topic import Topic

Json = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
EVENTS = "docs/reference/events"
ASYNCAPI = "docs/reference/asyncapi.json"
HEADERS: Json = {
    "type": "object",
    "description": "CloudEvents 1.0 in the Kafka binary binding.",
    "required": ["ce_specversion", "ce_id", "ce_type", "ce_source", "ce_time", "brand"],
    "properties": {
        "ce_specversion": {"const": "1.0"},
        "ce_id": {"type": "string", "description": "The event's derived id: the same thing has the same id."},
        "ce_type": {"type": "string"},
        "ce_source": {"type": "string"},
        "ce_time": {"type": "string", "format": "date-time"},
        "content-type": {"const": "application/json"},
        "brand": {"type": "string"},
        "traceparent": {"type": "string", "description": "W3C Trace Context."},
    },
}


def documents() -> dict[str, str]:
    """Every generated file: path below the top folder to text."""
    classes = {**EVENT_CLASSES, **NOTICES}
    schemas = {f"{EVENTS}/{type_}.json": _text(schema_of(classes[type_])) for type_ in sorted(classes)}
    return {**schemas, ASYNCAPI: _text(asyncapi(EVENT_CLASSES))}


def schema_of(event: type[Event]) -> Json:
    """The JSON Schema of an event's body, as who publishes it must write it."""
    return {"$schema": DIALECT, "$id": f"urn:muster:event:{event.type}", **event.model_json_schema()}


def asyncapi(classes: EventClasses) -> Json:
    """The AsyncAPI 3.0 document: topics as channels, event types as messages, who sends and who receives."""
    ordered = [classes[type_] for type_ in sorted(classes)]
    _, shared = models_json_schema(
        [(event, "validation") for event in ordered], ref_template="#/components/schemas/{model}"
    )
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Muster events",
            "version": "1",
            "description": "What the services of Muster say to each other. Adding an optional field keeps a version.",
        },
        "defaultContentType": "application/json",
        "channels": {topic.name: _channel(topic) for topic in TOPICS},
        "operations": _operations(),
        "components": {
            "messages": {event.type: _message(event) for event in ordered},
            "schemas": {**shared["$defs"], "CloudEventHeaders": HEADERS},
        },
    }


def _channel(topic: Topic) -> Json:
    kept = "compacted: the newest of each key" if topic.retention is None else f"kept {topic.retention.days} days"
    policy: Json = {"cleanup.policy": ["compact"]}
    if topic.retention is not None:
        policy = {"cleanup.policy": ["delete"], "retention.ms": int(topic.retention.total_seconds() * 1000)}
    return {
        "address": topic.name,
        "description": f"Keyed by {topic.keyed_by}; {kept}.",
        "messages": {type_: {"$ref": f"#/components/messages/{type_}"} for type_ in sorted(classes_of([topic]))},
        "bindings": {
            "kafka": {"partitions": topic.partitions, "topicConfiguration": policy, "bindingVersion": "0.5.0"}
        },
    }


def _message(event: type[Event]) -> Json:
    return {
        "name": event.type,
        "title": event.__name__,
        "summary": (event.__doc__ or "").split("\n")[0],
        "contentType": "application/json",
        "headers": {"$ref": "#/components/schemas/CloudEventHeaders"},
        "payload": {"$ref": f"#/components/schemas/{event.__name__}"},
    }


def _operations() -> Json:
    sends = {f"{topic.written_by}.send.{topic.name}": _operation("send", topic.name) for topic in TOPICS}
    receives = {
        f"{service}.receive.{topic.name}": _operation("receive", topic.name)
        for topic in TOPICS
        for service in (*topic.read_by, *topic.copied_by)
    }
    return dict(sorted({**sends, **receives}.items()))


def _operation(action: str, topic: str) -> Json:
    return {"action": action, "channel": {"$ref": f"#/channels/{topic}"}}


def _text(document: Json) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
