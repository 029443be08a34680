"""Builds canonical events with their derived ids, the same ones whenever and however often a fact is told again."""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import datetime
from typing import Any, Literal, TypedDict

from channels.ports import IntegrationRef
from contracts.channel import (
    FIELD_LIMIT,
    TEXT_LIMIT,
    Attachment,
    ContactMoved,
    ContactSeen,
    EchoObserved,
    MessageDeleted,
    MessageEdited,
    MessageReceived,
    PayloadUnreadable,
    ReactionChanged,
    ReceiptReceived,
    ThreadControlChanged,
)
from contracts.ids import derived_id

NOBODY = "unreadable"  # the contact of what could not be read
STORED_BYTES = 2_999_997  # whole groups of three, so that base64 stays under the field's 4,000,000 characters
HASH_HEX = 32  # 128 bits

Visibility = Literal["public", "private"]
Status = Literal["sent", "delivered", "read", "failed"]


class _Common(TypedDict):
    id: str
    brand: str
    subject: str
    at: datetime
    integration: str
    channel: str
    contact: ContactSeen
    external_id: str
    body_hash: str
    received_at: datetime


def content_hash(*content: object) -> str:
    """Hash content, not its envelope: 32 hex digits that stay the same when a platform repeats itself."""
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), default=_plain)
    return hashlib.sha256(canonical.encode()).hexdigest()[:HASH_HEX]


def _plain(value: object) -> object:
    if isinstance(value, Attachment):
        return value.model_dump(exclude_none=True)
    return str(value)


def subject_of(integration: str, contact: ContactSeen) -> str:
    """What the events of a contact are keyed by: their most lasting id, whichever others they are named by."""
    lasting = contact.also_known_as[0] if contact.also_known_as else contact.external_id
    return f"{integration}/{lasting}"


class Canon:
    """The events of one payload. Ids come from brand, integration, the platform's id and the kind of change."""

    __slots__ = ("_ref", "received_at")

    def __init__(self, ref: IntegrationRef, received_at: datetime) -> None:
        """Bind the integration and the moment of arrival."""
        self._ref = ref
        self.received_at = received_at

    def _common(
        self, contact: ContactSeen, external_id: str, at: datetime, what: tuple[str, ...], content: tuple[object, ...]
    ) -> _Common:
        ref = self._ref
        return {
            "id": derived_id(ref.brand, ref.id, external_id, *what),
            "brand": ref.brand,
            "subject": subject_of(ref.id, contact),
            "at": at,
            "integration": ref.id,
            "channel": ref.channel,
            "contact": contact,
            "external_id": external_id,
            "body_hash": content_hash(*content),
            "received_at": self.received_at,
        }

    def message(
        self,
        contact: ContactSeen,
        external_id: str,
        at: datetime,
        *,
        text: str,
        visibility: Visibility,
        attachments: tuple[Attachment, ...] = (),
        unique: tuple[str, ...] = (),
        given: tuple[object, ...] = (),
        **rest: Any,  # noqa: ANN401 - optional fields of MessageReceived
    ) -> MessageReceived:
        """Somebody wrote; `unique` adds to the id; `given` is hashed where the text is only our reading of it."""
        common = self._common(contact, external_id, at, (*unique, "message"), given or (text, attachments))
        rest.setdefault("truncated", len(text) > TEXT_LIMIT)
        return MessageReceived(
            **common, text=text[:TEXT_LIMIT], visibility=visibility, attachments=attachments[:100], **rest
        )

    def edited(
        self, contact: ContactSeen, external_id: str, at: datetime, *, text: str, edit: str, revision: int = 0
    ) -> MessageEdited:
        """A message changed; `edit` is what tells this edit from others of the same message."""
        common = self._common(contact, external_id, at, ("edit", edit), (text,))
        return MessageEdited(**common, text=text[:TEXT_LIMIT], revision=revision)

    def deleted(self, contact: ContactSeen, external_id: str, at: datetime) -> MessageDeleted:
        """A message is gone; there is one deletion of it."""
        return MessageDeleted(**self._common(contact, external_id, at, ("delete",), ("delete",)))

    def echo(
        self,
        contact: ContactSeen,
        external_id: str,
        at: datetime,
        *,
        text: str,
        visibility: Visibility,
        attachments: tuple[Attachment, ...] = (),
        given: tuple[object, ...] = (),
        **rest: Any,  # noqa: ANN401 - optional fields of EchoObserved
    ) -> EchoObserved:
        """The brand's own message, shown to us; the contact is its receiver; `given` as for a message."""
        return EchoObserved(
            **self._common(contact, external_id, at, ("echo",), given or (text, attachments)),
            text=text[:TEXT_LIMIT],
            visibility=visibility,
            attachments=attachments[:100],
            **rest,
        )

    def reaction(
        self, contact: ContactSeen, external_id: str, at: datetime, *, reaction: str | None, change: str
    ) -> ReactionChanged:
        """A reaction was put or taken back; `change` is what tells this change from others by the same contact."""
        what = ("reaction", contact.external_id, reaction or "", change)
        common = self._common(contact, external_id, at, what, (reaction,))
        return ReactionChanged(**common, reaction=reaction)

    def receipt(
        self,
        contact: ContactSeen,
        external_id: str,
        at: datetime,
        *,
        status: Status,
        watermark: datetime | None = None,
        error_code: str | None = None,
        newest: bool = False,
        unique: tuple[str, ...] = (),
    ) -> ReceiptReceived:
        """What became of a message we sent; each status of it is one fact, for each of its receivers in `unique`.

        `newest` means that the platform gives no id of ours: `external_id` is its own of the report.
        """
        mark = watermark.isoformat() if watermark else ""
        common = self._common(contact, external_id, at, (*unique, "receipt", status, mark), (status, mark, error_code))
        return ReceiptReceived(**common, status=status, watermark=watermark, error_code=error_code, newest=newest)

    def moved(self, contact: ContactSeen, external_id: str, at: datetime, *, now: ContactSeen) -> ContactMoved:
        """A contact has another id from `at` on; `external_id` is that of the notice."""
        content = (contact.external_id, now.external_id, *now.also_known_as)
        return ContactMoved(**self._common(contact, external_id, at, ("moved",), content), now=now)

    def thread_control(self, contact: ContactSeen, at: datetime, *, is_ours: bool) -> ThreadControlChanged:
        """We hold the thread of this contact from `at` on, or another app does."""
        what = ("thread_control", at.isoformat(), "ours" if is_ours else "other")
        external_id = f"thread_control.{contact.external_id}"
        return ThreadControlChanged(**self._common(contact, external_id, at, what, (is_ours,)), is_ours=is_ours)

    def unreadable(self, reason: str, payload: bytes, field: str | None = None) -> PayloadUnreadable:
        """What could not be read, kept whole (cut only past what a record holds, and then `reason` says so).

        `field` is the path of what is wrong with it.
        """
        if len(payload) > STORED_BYTES:
            payload, reason = payload[:STORED_BYTES], "too_large"
        digest = hashlib.sha256(payload).hexdigest()[:HASH_HEX]
        common = self._common(ContactSeen(external_id=NOBODY), digest, self.received_at, ("unreadable",), (digest,))
        return PayloadUnreadable(
            **common,
            reason=reason,
            field=field[:FIELD_LIMIT] if field else None,
            payload_base64=base64.b64encode(payload).decode(),
        )
