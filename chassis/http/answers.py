"""Parts of answers in an OpenAPI document: header fields, and problems with their codes and an example of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from contracts.http.problems import PROBLEM_CODES, type_of

Document = dict[str, Any]

MEDIA_TYPE = "application/problem+json"
CODES = "x-problem-codes"  # of a response: the codes its problem details may have
DEFAULT = "Any other error, also one that is added later."
PROBLEM: Document = {
    "type": "object",
    "description": "Problem details (RFC 9457). The end of `type` is a code for programs; its page says what to do. "
    "Some codes have more members than these.",
    "required": ["type", "title", "status"],
    "additionalProperties": True,
    "properties": {
        "type": {"type": "string", "format": "uri-reference", "description": "The address of the page of its code."},
        "title": {"type": "string", "description": "The kind of problem, in a few words for people."},
        "status": {"type": "integer", "description": "The HTTP status of the answer."},
        "detail": {"type": "string", "description": "What happened this time, in sentences for people."},
        "errors": {
            "type": "array",
            "description": "Of `invalid` and `guideline`: each thing that is wrong, where it is known.",
            "items": {
                "type": "object",
                "properties": {
                    "pointer": {"type": "string", "description": "JSON pointer (RFC 6901) to the field."},
                    "detail": {"type": "string", "description": "What is wrong with it, in words for people."},
                    "code": {"type": "string", "description": "The same for programs, such as `missing`."},
                },
            },
        },
        "scope": {"type": "string", "description": "Of `missing_scope`: the first scope that is missing."},
        "state": {"type": "string", "description": "Of a conflict: the present state."},
        "reason": {"type": "string", "description": "A code of what is wrong with the body or the signature."},
        "lane": {"type": "string", "description": "Of `overloaded`: the lane of the request."},
        "feature": {"type": "string", "description": "Of `feature_off`: what the operator has turned off."},
        "limit_bytes": {"type": "integer", "description": "Of `too_large`: how many bytes a body may have."},
        "limit_items": {"type": "integer", "description": "Of `too_many_items`: how many items a batch may have."},
    },
}

ETAG, LOCATION = "ETag", "Location"
RETRY_AFTER, AUTHENTICATE, REPLAYED = "Retry-After", "WWW-Authenticate", "Idempotency-Replayed"
PREFERENCE = "Preference-Applied"


def _field(description: str, example: str | int, **schema: Any) -> Document:  # noqa: ANN401 - any JSON Schema
    return {"description": description, "schema": {"type": "string", **schema}, "example": example}


HEADERS: Mapping[str, Document] = {
    ETAG: _field("The version that is shown: for `If-Match` and `If-None-Match`.", '"3"'),
    LOCATION: _field("The path of what was made.", "/v1/brands/aurora", format="uri-reference"),
    RETRY_AFTER: _field("After how many seconds to try again.", 1, type="integer", minimum=1),
    AUTHENTICATE: _field("The scheme to use.", "Bearer"),
    PREFERENCE: _field("The preference of `Prefer` that was followed (RFC 7240).", "return=representation"),
    REPLAYED: _field("`true`: this is the first answer to the Idempotency-Key, given again.", "true", const="true"),
}
"""What is true of a header field wherever it stands in an answer."""

OF_A_STATUS: Mapping[int, tuple[str, ...]] = {
    401: (AUTHENTICATE,),
    412: (ETAG,),
    429: (RETRY_AFTER,),
    503: (RETRY_AFTER,),
}
"""The fields that every problem of a status has."""
_MEMBERS: Mapping[str, Document] = {
    "conflict": {"state": "resolved"},
    "feature_off": {"feature": "imports"},
    "invalid": {"errors": [{"pointer": "/name", "detail": "Field required", "code": "missing"}]},
    "malformed": {"reason": "duplicate_name"},
    "missing_scope": {"scope": "tasks:work"},
    "overloaded": {"lane": "bulk"},
    "too_large": {"limit_bytes": 1_048_576},
    "too_many_items": {"limit_items": 1_000},
}
"""The members of RFC 9457 and of our own that a code's example has beside those that all have."""


def header_fields(names: Sequence[str]) -> Document:
    """References to these header fields by name."""
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def problem_response(description: str, codes: Sequence[str] = (), fields: Sequence[str] = ()) -> Document:
    """A response that is problem details, with the codes and header fields it may have and an example of each code."""
    content: Document = {"schema": {"$ref": "#/components/schemas/Problem"}}
    response: Document = {"description": description, "content": {MEDIA_TYPE: content}}
    if fields:
        response["headers"] = header_fields(fields)
    if codes:
        response[CODES] = sorted(codes)
        response["description"] = f"{description}: {', '.join(f'`{code}`' for code in sorted(codes))}."
        content["examples"] = {code: {"$ref": f"#/components/examples/{code}"} for code in sorted(codes)}
    return response


def problem_responses(codes: Mapping[int, Sequence[str]]) -> Document:
    """The responses of these statuses with their codes, and the default."""
    named = {
        str(status): problem_response(HTTPStatus(status).phrase, codes[status], OF_A_STATUS.get(status, ()))
        for status in sorted(codes)
    }
    return {**named, "default": problem_response(DEFAULT)}


def components() -> Document:
    """What the responses refer to."""
    return {
        "schemas": {"Problem": PROBLEM},
        "headers": dict(HEADERS),
        "examples": {code: {"summary": code, "value": _example(code)} for code in PROBLEM_CODES},
    }


def _example(code: str) -> Document:
    known = PROBLEM_CODES[code]
    title = code.replace("_", " ").capitalize()
    sentence = f"{known.happened.split('. ')[0].rstrip('.')}."
    said = {"type": type_of(code), "title": title, "status": known.statuses[0], "detail": sentence}
    return said | _MEMBERS.get(code, {})
