"""The headers of Muster that records carry besides the CloudEvents ones, and how they are read."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence

from chassis.messaging.ports import Position
from chassis.trace_context import TRACEPARENT

Headers = Sequence[tuple[str, bytes]]

TYPE = "ce_type"
TRACE = TRACEPARENT
ORIGIN_TOPIC = "muster-origin-topic"
ORIGIN_PARTITION = "muster-origin-partition"
ORIGIN_OFFSET = "muster-origin-offset"
REASON = "muster-reason"
ATTEMPTS = "muster-attempts"
FIRST_FAILED = "muster-first-failed-at"  # milliseconds since 1970 UTC
DUE = "muster-due-at"  # milliseconds since 1970 UTC
SERVICE = "muster-service"
REPLAY_OF = "muster-replay-of"  # in a replayed record: the offset of its dead letter
REPLAYED = "muster-replayed"  # in the dead-letter topic: the dead letter at this offset was replayed
OWN_PREFIX = "muster-"


def now_ms() -> int:
    """Return milliseconds since 1970 UTC, as record timestamps and due times have them."""
    return time.time_ns() // 1_000_000


def header(headers: Headers, name: str) -> bytes | None:
    """Return the first header of this name."""
    for key, value in headers:
        if key == name:
            return value
    return None


def text(headers: Headers, name: str, otherwise: str = "") -> str:
    """Return a header as text; anything that is not UTF-8 shows as replacement marks."""
    value = header(headers, name)
    return otherwise if value is None else value.decode("utf-8", "replace")


def number(headers: Headers, name: str, otherwise: int) -> int:
    """Return a header as a whole number, or `otherwise` when it is missing or none."""
    value = header(headers, name)
    try:
        return otherwise if value is None else int(value)
    except ValueError:
        return otherwise


def origin(headers: Headers, otherwise: Position) -> Position:
    """Return where a retried or dead record first stood."""
    topic = text(headers, ORIGIN_TOPIC)
    if not topic:
        return otherwise
    return Position(topic, number(headers, ORIGIN_PARTITION, 0), number(headers, ORIGIN_OFFSET, 0))


def without_own_headers(headers: Headers) -> tuple[tuple[str, bytes], ...]:
    """Return the headers of the record as it was first written."""
    return tuple(pair for pair in headers if not pair[0].startswith(OWN_PREFIX))


def failure(
    where: Position, *, reason: str, attempts: int, first_failed_ms: int, service: str
) -> Iterable[tuple[str, bytes]]:
    """Return the headers of a failure: codes and numbers only, never the text of an exception."""
    return (
        (ORIGIN_TOPIC, where.topic.encode()),
        (ORIGIN_PARTITION, b"%d" % where.partition),
        (ORIGIN_OFFSET, b"%d" % where.offset),
        (REASON, code(reason).encode()),
        (ATTEMPTS, b"%d" % attempts),
        (FIRST_FAILED, b"%d" % first_failed_ms),
        (SERVICE, service.encode()),
    )


def code(reason: str) -> str:
    """Make sure of a reason code: lower-case letters, digits, dot and underscore, 64 at most; else `unnamed`."""
    plain = reason.replace("_", "a").replace(".", "a")
    return reason if plain.isascii() and plain.isalnum() and len(reason) <= 64 else "unnamed"
