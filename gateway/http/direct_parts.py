"""What the documents of the plain ASGI routes are put together from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from chassis.http.answers import header_fields, problem_responses
from gateway.domain.openapi import Document

TEXT: Document = {"type": "string"}
LIMITS = ("RateLimit", "RateLimit-Policy")
LIMIT_FIELDS: Document = {
    "RateLimit": {
        "description": "What is left of the tighter quota: `r` events now, `t` seconds until a refused post may pass.",
        "schema": TEXT,
        "example": '"integration";r=599;t=0',
    },
    "RateLimit-Policy": {
        "description": "That quota: `q` events at once, which come back within `w` seconds.",
        "schema": TEXT,
        "example": '"integration";q=600;w=60',
    },
}
"""Header fields of draft-ietf-httpapi-ratelimit-headers."""


def parameter(
    name: str, where: str, description: str, example: str | int, *, schema: Document = TEXT, required: bool = False
) -> Document:
    """One parameter."""
    return {
        "name": name,
        "in": where,
        "required": required,
        "description": description,
        "schema": schema,
        "example": example,
    }


INTEGRATION = parameter("integration", "path", "The integration's id.", "aurora_events", required=True)
FILTERS = [
    parameter("types", "query", "Event types or `<service>.*`, separated by commas.", "inbox.*"),
    parameter(
        "conversation", "query", "Only events about this conversation, by its id.", "3f2a9c51d07b4e86a1c4f95b7d20e863"
    ),
]


def refusals(codes: Mapping[int, Sequence[str]]) -> Document:
    """The errors of these statuses; who has posted too much is told the quota too."""
    responses = problem_responses({503: ["unavailable"], **codes})
    if "quota" in codes.get(429, ()):
        responses["429"]["headers"] |= header_fields(LIMITS)
    return responses
