"""Forwarding: sound paths, and the headers of requests and answers that go through."""

from __future__ import annotations

import re
from collections.abc import Iterable

REQUEST_HEADERS: frozenset[str] = frozenset(
    {
        "accept",
        "accept-language",
        "content-type",
        "idempotency-key",
        "if-match",
        "if-none-match",
        "last-event-id",
        "traceparent",
        "tracestate",
    }
)
"""All that goes to a service: a list of what may, so that no hop-by-hop or forged forwarding header ever does."""

ANSWER_HEADERS: frozenset[str] = frozenset(
    {
        "cache-control",
        "content-disposition",
        "content-language",
        "content-security-policy",
        "content-type",
        "etag",
        "idempotency-replayed",
        "last-modified",
        "link",
        "location",
        "referrer-policy",
        "retry-after",
    }
)

_SEGMENT = re.compile(r"[A-Za-z0-9._~:@!$&'()*+,;=-]{1,256}")


def is_plain_path(path: str) -> bool:
    """Whether a decoded path is fit to be sent on: plain segments only, none empty, none `.` or `..`."""
    segments = path.removeprefix("/").split("/")
    return all(_SEGMENT.fullmatch(segment) and segment not in {".", ".."} for segment in segments)


def forwardable_headers(headers: Iterable[tuple[str, str]], allowed: frozenset[str]) -> list[tuple[str, str]]:
    """The headers that may go through, names in lower case."""
    return [(name.lower(), value) for name, value in headers if name.lower() in allowed]
