"""What an operator looks at: unreadable payloads, the audit, the ledger."""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime

from contracts.http.models import ReadModel


class UnreadablePayload(ReadModel):
    """A payload nobody could read, without its bytes.

    `field` is the path of what is wrong in the body that was posted, such as `entry/0/messaging/2/timestamp`, or a
    header field of a mail; null where it is all of it.
    """

    id: str
    integration: str
    channel: str
    reason: str
    field: str | None = None
    received_at: AwareDatetime
    size_bytes: int
    state: Literal["waiting", "replayed"]
    replayed_at: AwareDatetime | None = None
    replayed_by: str | None = None
    outcome: str | None = None


class UnreadablePayloadDetail(UnreadablePayload):
    """A payload with its bytes (base64)."""

    payload_base64: str


class AuditEntry(ReadModel):
    """Something an operator should see, such as one id with two contents."""

    id: str
    kind: str
    at: AwareDatetime
    integration: str
    channel: str
    message: str
    event: str
    kept_hash: str
    other_hash: str
    origin: str


class LedgerHour(ReadModel):
    """One hour of one brand: what came in and what became of it. `difference` is 0 or something is lost."""

    hour: AwareDatetime
    received: int
    stored: int
    duplicate: int
    conflict: int
    unreadable: int
    dead_lettered: int
    difference: int


class Ledger(ReadModel):
    """The hours asked for, and their sum."""

    items: tuple[LedgerHour, ...]
    total: LedgerHour | None
