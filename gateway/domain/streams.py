"""What of the events a stream may and wants to see: the scope each kind needs, and the filters of the request."""

from __future__ import annotations

import re
from dataclasses import dataclass

SCOPE_OF_KIND: dict[str, str] = {"inbox": "conversations:read", "routing": "tasks:read", "crisis": "incidents:read"}
"""The first word of an event's type says whose it is; seeing it needs the scope of reading the same by request."""

_PATTERN = re.compile(r"[a-z]+\.(?:\*|[a-z_]+\.v[0-9]+)")
MOST_PATTERNS = 50


class BadFilter(ValueError):
    """A filter that is no event type nor `<service>.*`."""


@dataclass(frozen=True, slots=True)
class StreamFilter:
    """The filter of one stream: exact event types, whole services (`inbox.*`), and one conversation; empty is all."""

    types: frozenset[str] = frozenset()
    services: frozenset[str] = frozenset()
    conversation: str | None = None

    def takes(self, event_type: str, subject: str) -> bool:
        """Whether an event of this type about this subject was asked for."""
        if self.conversation is not None and subject != self.conversation:
            return False
        if not self.types and not self.services:
            return True
        return event_type in self.types or event_type.partition(".")[0] in self.services


def read_filter(types: str | None, conversation: str | None) -> StreamFilter:
    """Read `?types=inbox.*,crisis.incident_declared.v1&conversation=...`; raise `BadFilter` for what is neither."""
    patterns = [part.strip() for part in types.split(",")] if types else []
    if len(patterns) > MOST_PATTERNS or not all(_PATTERN.fullmatch(pattern) for pattern in patterns):
        raise BadFilter("types")
    whole = frozenset(pattern[:-2] for pattern in patterns if pattern.endswith(".*"))
    return StreamFilter(frozenset(pattern for pattern in patterns if not pattern.endswith(".*")), whole, conversation)


def may_see(event_type: str, scopes: frozenset[str]) -> bool:
    """Whether these scopes allow seeing an event of this type; a kind nobody named a scope for is never seen."""
    needed = SCOPE_OF_KIND.get(event_type.partition(".")[0])
    return needed is not None and needed in scopes
