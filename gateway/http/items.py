"""Reads what POST /v1/events takes: one event, an array, or CloudEvents structured or in a batch; item by item."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from channels.generic.canonical_items import to_event
from chassis.http.problem import FieldError, Invalid, Malformed, Problem, pointer
from chassis.strictjson import NotStrictJson, loads
from contracts.event import Event
from contracts.http.ingest_reading import NO_SUCH_KIND, read_item

MOST_ITEMS = 1_000
PLAIN = "application/json"
CLOUD_EVENT = "application/cloudevents+json"
CLOUD_BATCH = "application/cloudevents-batch+json"
KINDS = frozenset({"message", "edit", "delete", "reaction", "receipt", "echo", "conversion"})


class TooManyItems(Problem):
    """More items than one request may have; none was looked at."""

    def __init__(self, items: int) -> None:
        detail = f"One request may have {MOST_ITEMS} items, this one has {items}."
        super().__init__(413, "Too many items", detail, code="too_many_items", limit_items=MOST_ITEMS)


@dataclass(frozen=True, slots=True)
class Refused:
    """An item that is not accepted, with each wrong field."""

    errors: list[FieldError]


@dataclass(frozen=True, slots=True)
class Posted:
    """The items of one request as decoded, whether it was a single one, and whether they are CloudEvents."""

    items: list[Any]
    single: bool
    cloud: bool


def read_posted(raw: bytes, content_type: str) -> Posted:
    """Decode a body by its media type.

    Raises:
        Problem: 415 for another type, 400 for what is not strict JSON, 413 for too many items, 422 for none at all.
    """
    media = content_type.partition(";")[0].strip().lower()
    if media not in {PLAIN, CLOUD_EVENT, CLOUD_BATCH}:
        detail = f"Send {PLAIN}, {CLOUD_EVENT} or {CLOUD_BATCH}."
        raise Problem(415, "Unsupported media type", detail, code="unsupported_media_type")
    try:
        body = loads(raw)
    except NotStrictJson as refused:
        raise _malformed(refused) from None
    cloud = media != PLAIN
    if isinstance(body, dict) and media != CLOUD_BATCH:
        return Posted([body], single=True, cloud=cloud)
    if not isinstance(body, list) or media == CLOUD_EVENT:
        expected = {PLAIN: "an object or an array", CLOUD_EVENT: "an object", CLOUD_BATCH: "an array"}[media]
        raise Invalid([FieldError("", f"must be {expected}", "type")])
    if len(body) > MOST_ITEMS:
        raise TooManyItems(len(body))
    if not body:
        raise Invalid([FieldError("", "must have at least one item", "too_short")])
    return Posted(body, single=False, cloud=cloud)


def _malformed(refused: NotStrictJson) -> Problem:
    problem = Malformed("The body is not JSON as this API takes it.", refused.reason)
    if refused.offset is not None:
        problem.body["offset"] = refused.offset
    return problem


def read_one(
    value: Any, posted: Posted, at: str, now: datetime, brand: str, integration: str, channel: str
) -> Event | Refused:  # noqa: ANN401, E501 - one decoded JSON value
    """The event of one decoded item, or what is wrong with it; `at` is the pointer to the item in the body."""
    if posted.cloud:
        item = _inside(value, at)
        if isinstance(item, Refused):
            return item
        value, at = item, f"{at}/data"
    try:
        return to_event(read_item(value), brand, integration, now, channel)
    except ValidationError as invalid:
        return Refused([_field(error, at) for error in invalid.errors(include_url=False, include_input=False)])


def _field(error: Any, at: str) -> FieldError:  # noqa: ANN401 - pydantic's ErrorDetails
    if error["type"] in NO_SUCH_KIND:
        return FieldError(f"{at}/kind", f"must be one of {', '.join(sorted(KINDS))}", "kind")
    return FieldError(at + pointer(error["loc"][1:]), str(error["msg"]), str(error["type"]))


def _inside(envelope: Any, at: str) -> dict[str, Any] | Refused:  # noqa: ANN401 - one decoded JSON value
    """The item in a CloudEvent (version 1.0, JSON format): its data, with what the envelope already says filled in."""
    if not isinstance(envelope, dict):
        return Refused([FieldError(at, "must be a CloudEvent object", "type")])
    wrong = [
        FieldError(f"{at}/{name}", "must be non-empty text", "cloudevents")
        for name in ("id", "source", "type")
        if not isinstance(envelope.get(name), str) or not envelope[name]
    ]
    if envelope.get("specversion") != "1.0":
        wrong.append(FieldError(f"{at}/specversion", 'must be "1.0"', "cloudevents"))
    data = envelope.get("data")
    if not isinstance(data, dict):
        wrong.append(FieldError(f"{at}/data", "must be an event object in JSON", "cloudevents"))
    if wrong:
        return Refused(wrong)
    item = dict(data or {})
    kind = envelope["type"].rpartition(".")[2]
    if kind in KINDS:
        item.setdefault("kind", kind)
    item.setdefault("external_id", envelope["id"])
    if "time" in envelope:
        item.setdefault("at", envelope["time"])
    return item
