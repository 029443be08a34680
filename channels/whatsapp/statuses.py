"""Receipts of WhatsApp: what became of a message of the brand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from channels.canonical import Canon, Status
from channels.reading import (
    Json,
    Unreadable,
    epoch,
    identity,
    maybe_words,
    objects,
)
from channels.whatsapp.contacts import contact_of
from contracts.channel import ChannelEvent

_STATUSES: dict[str, Status] = {
    "sent": "sent",
    "delivered": "delivered",
    "read": "read",
    "played": "read",
    "failed": "failed",
}
_QUIET_STATUSES = frozenset({"deleted", "warning", "pending"})


def status_events(canon: Canon, ignored: Counter[str], status: Json, value: Json) -> Iterator[ChannelEvent]:
    """The receipt of one status; `value` is the change it stands in. What tells nothing new is counted by its name."""
    named = identity(status, "status", 64)
    if named in _QUIET_STATUSES:
        ignored[f"status_{named}"] += 1
        return
    if named not in _STATUSES:
        raise Unreadable("unknown_kind", status, "status")
    errors = objects(status, "errors")
    code = maybe_words(errors[0], "code", 64) if errors else None
    yield canon.receipt(
        contact_of(value, status, ("recipient_id", "recipient_user_id")),
        identity(status, "id"),
        epoch(status, "timestamp"),
        status=_STATUSES[named],
        error_code=code,
    )
