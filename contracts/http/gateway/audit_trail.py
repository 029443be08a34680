"""The audit trail: who did what, in a chain of hashes that shows what was changed afterwards."""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime

from contracts.http.models import ReadModel


class AuditOutcome(ReadModel):
    """What came of an act."""

    at: AwareDatetime
    """When the work was over (UTC)."""
    status: int
    """The HTTP status that the caller was answered: below 400 it was done; 504 may have been done."""
    etag: str | None
    """The version after it; null where the answer named none."""
    location: str | None
    """The path of what it made; null where it made nothing that has one."""


class AuditRecord(ReadModel):
    """An act of a caller, or an event by which something changed without one, as it stands in the chain."""

    position: int
    """Its place in the brand's chain, from 1."""
    hash: str
    """The SHA-256 that the row after it carries, as 64 hex digits."""
    id: str
    """What it is known by: an event's is that of the event."""
    kind: Literal["act", "event"]
    """`act`: a command that came over the API. `event`: something that happened, such as a reply that was sent."""
    at: AwareDatetime
    """When it came in or was logged (UTC)."""
    principal: str | None
    """Who acted: a person, an integration or a service, by id; null for an event."""
    principal_kind: Literal["person", "integration", "service", "bootstrap"] | None
    """What the principal is; `bootstrap` is the operator of the installation; null for an event."""
    credential: str | None
    """By which: `key:` and the key's id, `session:` and a mark of it, `token` or `bootstrap`; null for an event."""
    roles: list[str]
    """The roles they had then; empty for what is no person."""
    operation: str | None
    """The `operationId` of what was asked; null for an event, and for a command that no document names."""
    method: str | None
    """The HTTP method; null for an event."""
    path: str | None
    """The path that was asked; null for an event."""
    type: str | None
    """The event's type; null for an act."""
    objects: list[str]
    """The ids of what it is about: those in the path, or those of the event."""
    says: dict[str, str | int]
    """What an event says changed, in codes, ids and numbers; empty for an act."""
    if_match: str | None
    """The version that the caller meant; null where none was named."""
    idempotency_key_hash: str | None
    """A keyed hash of the Idempotency-Key: the same for the same key of the brand; null without one."""
    request_hash: str | None
    """A keyed hash of query and body, which are not kept; null for an event."""
    outcome: AuditOutcome | None
    """What came of an act; null while it is under way, where the process ended before it knew, and for an event."""
    unreadable: bool
    """Whether somebody changed the row in the database so that it cannot be read: then it has `position`, `kind` and
    `at`, and `id` and `hash` where these are left, and nothing else. True also where that was done to the row of its
    outcome, which is null then. `GET /v1/audit-trail/verification` names the first row that was changed."""


class AuditHead(ReadModel):
    """A place in the chain. Keep it elsewhere: by it one sees whether the chain up to there is still the same."""

    position: int
    """The row's position; 0 before the first."""
    hash: str
    """The row's hash, 64 hex digits; all zeros before the first."""


class AuditFault(ReadModel):
    """The first row that does not agree."""

    position: int
    """Where in the chain."""
    row: str | None
    """The id of what stands there; null where nothing does."""
    reason: Literal["changed", "missing", "moved", "not_linked", "not_kept"]
    """`changed`: its hash is not that of its content. `missing`: there is no row. `moved`: the row belongs elsewhere.
    `not_linked`: the row before is another than when it was chained. `not_kept`: its hash is not the one that was kept.
    """


class AuditVerification(ReadModel):
    """What a piece of the chain was found to be."""

    intact: bool
    """Whether every row that was looked at agrees."""
    fault: AuditFault | None
    """The first that does not; null while all agree."""
    reached: AuditHead
    """The last row that agrees."""
    head: AuditHead
    """The last row of the chain when the check began."""
    next: int | None
    """There is more: ask again with this as `after`; null when the head was reached, or a row does not agree."""
