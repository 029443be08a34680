"""What an audit trail holds: acts of callers, what came of them, and what happened without an act over the API.

An entry holds ids and hashes: no name, no text, no body. What a caller writes freely is kept as a keyed hash.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

Kind = Literal["act", "outcome", "event"]
PATH_LIMIT = 1024  # characters of a path that are kept; ids end long before


@dataclass(frozen=True, slots=True)
class TrailEntry:
    """One entry before it is chained; `fields` are those of its kind, none of them empty."""

    brand: str
    id: str
    kind: Kind
    at: datetime
    fields: Mapping[str, Any]

    def plain(self) -> dict[str, Any]:
        """The entry as JSON."""
        return {**self.fields, "id": self.id, "kind": self.kind, "at": time_text(self.at)}


@dataclass(frozen=True, slots=True)
class ActingCaller:
    """Who acts: the principal of a brand, by which credential (`key:<id>`, `session:<mark>`, `token`, `bootstrap`)."""

    principal: str
    kind: str
    credential: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Command:
    """What is asked: the operation by its id, None where no document names one, with the hash of query and body."""

    operation: str | None
    method: str
    path: str
    objects: tuple[str, ...]
    if_match: str | None
    key_hash: str | None
    request_hash: str


def act(brand: str, id_: str, at: datetime, actor: ActingCaller, command: Command) -> TrailEntry:
    """The entry of an act that is about to be carried out."""
    fields = {
        "principal": actor.principal,
        "principal_kind": actor.kind,
        "credential": actor.credential,
        "roles": list(actor.roles),
        "operation": command.operation,
        "method": command.method,
        "path": command.path[:PATH_LIMIT],
        "objects": list(command.objects),
        "if_match": command.if_match,
        "idempotency_key_hash": command.key_hash,
        "request_hash": command.request_hash,
    }
    return TrailEntry(brand, id_, "act", at, _given(fields))


def outcome(of: TrailEntry, at: datetime, status: int, etag: str | None, location: str | None) -> TrailEntry:
    """The entry of what came of an act: the HTTP status, the version after it, and where what it made is found."""
    made = [] if location is None else [location.rstrip("/").rpartition("/")[2]]
    fields = {"act": of.id, "status": status, "etag": etag, "location": location, "objects": made}
    return TrailEntry(of.brand, f"{of.id}.outcome", "outcome", at, _given(fields))


def event(
    brand: str, id_: str, at: datetime, type_: str, objects: tuple[str, ...], says: Mapping[str, str | int]
) -> TrailEntry:
    """The entry of an event that tells a change; `id_` is the event's, `says` its codes and numbers."""
    return TrailEntry(brand, id_, "event", at, _given({"type": type_, "objects": list(objects), "says": dict(says)}))


def keyed_hash(seal_key: bytes, brand: str, *parts: bytes) -> str:
    """The HMAC-SHA-256, as hex, of what a caller wrote: who has not the key cannot guess a short text by its hash.

    Each brand has a key of its own, made of the installation's, so that equal texts of two brands are not seen as such.
    """
    key = hmac.digest(seal_key, b"muster audit trail/" + brand.encode(), "sha256")
    framed = b"".join(len(part).to_bytes(8, "big") + part for part in parts)
    return hmac.digest(key, framed, "sha256").hex()


def time_text(at: datetime) -> str:
    """A time as entries have it: UTC, to the millisecond."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z"


def _given(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value not in (None, [], {})}
