"""What the edge adds to every operation's document: errors before any route, and versions that a caller has already."""

from __future__ import annotations

from collections.abc import Mapping

from chassis.http.answers import CODES, ETAG, header_fields, problem_responses
from gateway.domain.feature import FEATURE_OF
from gateway.domain.openapi import METHODS, Document
from gateway.domain.request_lanes import HOLD_NO_PLACE

OF_EVERY_REQUEST: Mapping[int, str] = {408: "too_slow", 422: "invalid", 431: "head_too_large", 500: "internal"}
"""422 for a path or a query that is no text, whatever the operation."""
OF_SHARED_PLACES: Mapping[int, str] = {503: "overloaded"}  # of what holds a place while it is under way
LANE_FIELDS: Document = {
    "Muster-Lane": {
        "description": "The lane of the request, as in `x-lane`: `crisis`, `live` or `bulk`.",
        "schema": {"type": "string", "enum": ["crisis", "live", "bulk"]},
        "example": "bulk",
    },
    "Muster-Shed": {
        "description": "Only of `overloaded`: the request was refused because too much is under way.",
        "schema": {"type": "string", "const": "overload"},
        "example": "overload",
    },
}
OF_SESSIONS: Mapping[int, str] = {403: "csrf"}  # of what takes a session: all but what takes no credential at all
OF_FEATURES: Mapping[int, str] = {403: "feature_off"}  # of what an operator may turn off for a brand
OF_FORWARDING: Mapping[int, str] = {403: "no_brand", 504: "outcome_unknown"}
STRANGE_PATH: Mapping[int, str] = {404: "unknown_route"}  # an id that could not be part of a path of a service
IF_NONE_MATCH: Document = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "The `ETag` of what the caller has, or several: where it is the present one, the answer is 304.",
    "schema": {"type": "string"},
    "example": '"3"',
}


def add_forwarding(document: Document) -> Document:
    """A service's document with what forwarding may answer in its place."""
    for path, item in document["paths"].items():
        codes = {**OF_FORWARDING, **(STRANGE_PATH if "{" in path else {})}
        for method in METHODS:
            if method in item:
                _add(item[method], codes)
    return document


def add_edge(document: Document) -> None:
    """Put into every operation what the edge may answer before and after it."""
    for item in document["paths"].values():
        for method in METHODS:
            if method in item:
                _add(item[method], {**OF_EVERY_REQUEST, **(OF_SESSIONS if item[method]["security"] else {})})
                if item[method]["operationId"] in FEATURE_OF:
                    _add(item[method], OF_FEATURES)
                if item[method]["operationId"] not in HOLD_NO_PLACE:
                    _add(item[method], OF_SHARED_PLACES)
                    item[method]["responses"]["503"]["headers"] |= header_fields(list(LANE_FIELDS))
        if "get" in item:
            _add_not_modified(item["get"])


def _add(operation: Document, codes: Mapping[int, str]) -> None:
    responses = operation["responses"]
    known = {int(status): response.get(CODES, ()) for status, response in responses.items() if status != "default"}
    together = {status: sorted({*known.get(status, ()), code}) for status, code in codes.items()}
    default, added = responses.pop("default"), problem_responses(together)
    for status in added.keys() & responses.keys():
        for part in ("content", "headers"):  # what the route itself said of that status, such as a page, stays
            added[status][part] = responses[status].get(part, {}) | added[status].get(part, {})
    operation["responses"] = dict(sorted((responses | added | {"default": default}).items()))


def _add_not_modified(operation: Document) -> None:
    if ETAG not in operation["responses"].get("200", {}).get("headers", {}):
        return
    operation.setdefault("parameters", []).append(IF_NONE_MATCH)
    said = {"description": "The caller has the present version.", "headers": header_fields([ETAG])}
    operation["responses"] = dict(sorted({**operation["responses"], "304": said}.items()))
