"""What an operator looks at: unreadable payloads, the audit, the ledger."""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime

from contracts.http.models import ReadModel
from contracts.http.shown import ShownChannel, ShownIntegration


class UnreadablePayload(ReadModel):
    """A payload nobody could read, without its bytes."""

    id: str
    """The event that reported it, 32 hexadecimal digits."""
    integration: ShownIntegration
    channel: ShownChannel
    reason: str
    """A code such as `missing_field`, `unknown_kind` or `wrong_type`; never text of a customer."""
    field: str | None = None
    """The path of what is wrong in the body that was posted, such as `entry/0/messaging/2/timestamp`, or a header
    field of a mail; null: all of it."""
    received_at: AwareDatetime
    """When the gateway took it in (UTC)."""
    size_bytes: int
    """Its length in bytes, or up to two more."""
    state: Literal["waiting", "replayed"]
    """`waiting` for a fix and a replay, or `replayed`."""
    replayed_at: AwareDatetime | None = None
    """When it was replayed; null before that."""
    replayed_by: str | None = None
    """The person who had it replayed, by id; null before that."""
    outcome: str | None = None
    """What the replay read, such as `2 of 3 parts read`; null before it."""


class UnreadablePayloadDetail(UnreadablePayload):
    """A payload with its bytes."""

    payload_base64: str
    """The body as the platform posted it, or the part that could not be read, in base64."""


class AuditEntry(ReadModel):
    """Something an operator should see, such as one id with two contents."""

    id: str
    """32 hexadecimal digits, derived from the event and its place in the log."""
    kind: str
    """`conflict`: one event id came with two contents, and the first was kept. `import_begun`, `import_finished`: a
    person began or finished an import; the words of a conflict are then empty."""
    at: AwareDatetime
    """When it was noticed (UTC)."""
    integration: ShownIntegration
    channel: ShownChannel
    message: str
    """The message it is about, by its id here."""
    event: str
    """The id both events have."""
    kept_hash: str
    """Hash of the content that came first and counts."""
    other_hash: str
    """Hash of the content that came later and was dropped."""
    origin: str
    """Where the second one stands in the log: topic, partition and offset, joined by `/`."""
    by: str | None = None
    """The person who did it, by id; null of a conflict."""
    subject: str | None = None
    """The import it is about, by id; null of a conflict."""


class LedgerHour(ReadModel):
    """One hour of one brand: what came in and what became of it."""

    hour: AwareDatetime
    """The beginning of the hour (UTC); in the sum, the beginning of the time asked for."""
    received: int
    """Events read from the log, dead letters among them."""
    stored: int
    """Those that had their effect."""
    duplicate: int
    """Those that had come before with the same content."""
    conflict: int
    """Those whose id had come before with another content; see `GET /v1/audit`."""
    unreadable: int
    """Payloads that could not be read; see `GET /v1/unreadable`."""
    dead_lettered: int
    """Those that failed and are not replayed; see `GET /v1/dead-letters`."""
    difference: int
    """Received less all the others: 0, or something is lost."""


class Ledger(ReadModel):
    """The hours asked for, and their sum."""

    items: tuple[LedgerHour, ...]
    """The hours in which something came, the earliest first."""
    total: LedgerHour | None
    """The sum of the hours; null when there are none."""
