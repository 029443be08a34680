"""Turns a checked public item into its event: the hot path of `POST /v1/events`, a few microseconds an item.

The public models are at least as strict as the event models (a test compares them), so the event is filled in without
being validated a second time, which would cost more than all the rest here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from channels.canonical import HASH_HEX, subject_of
from contracts.channel import (
    ChannelEvent,
    ConversionReported,
    EchoObserved,
    MessageDeleted,
    MessageEdited,
    MessageReceived,
    ReactionChanged,
    ReceiptReceived,
)
from contracts.event import Event
from contracts.http.ingest import (
    ConversionItem,
    DeleteItem,
    EchoItem,
    EditItem,
    IngestItem,
    MessageItem,
    ReactionItem,
    ReceiptItem,
)
from contracts.ids import derived_id

GENERIC = "generic"

E = TypeVar("E", bound=Event)
_DEFAULTS: dict[type[Event], dict[str, Any]] = {}


def _filled(cls: type[E], fields: dict[str, Any]) -> E:
    """An event of already checked fields; what is left out gets the model's default."""
    defaults = _DEFAULTS.get(cls)
    if defaults is None:
        described = cls.model_fields.items()
        defaults = _DEFAULTS[cls] = {name: field.default for name, field in described if not field.is_required()}
    event = cls.__new__(cls)
    put = object.__setattr__  # the models are frozen
    put(event, "__dict__", {**defaults, **fields})
    put(event, "__pydantic_fields_set__", set(fields))
    put(event, "__pydantic_extra__", None)
    put(event, "__pydantic_private__", None)
    return event


def to_event(
    item: IngestItem, brand: str, integration: str, received_at: datetime, channel: str = GENERIC
) -> ChannelEvent | ConversionReported:
    """The event of one item; the same item gives the same id and body hash whenever it is posted."""
    digest = hashlib.sha256(item.__pydantic_serializer__.to_json(item, exclude_defaults=True)).hexdigest()[:HASH_HEX]
    if isinstance(item, ConversionItem):
        return _conversion(item, brand, integration, digest)
    contact = item.contact
    common = {
        "brand": brand,
        "subject": subject_of(integration, contact),
        "at": item.at,
        "integration": integration,
        "channel": channel,
        "contact": contact,
        "external_id": item.external_id,
        "body_hash": digest,
        "received_at": received_at,
    }
    return _BUILDERS[type(item)](item, (brand, integration, item.external_id), common)


def _conversion(item: ConversionItem, brand: str, integration: str, digest: str) -> ConversionReported:
    """A refund has an id apart from its sale's, which it may share the name with, and follows it in one partition."""
    refund = item.amount_minor < 0
    corrects = item.corrects or (item.external_id if refund else None)
    return _filled(
        ConversionReported,
        dict(
            id=derived_id(brand, integration, item.external_id, "refund" if refund else "conversion"),
            brand=brand,
            subject=f"{integration}/{corrects or item.external_id}",
            at=item.at,
            integration=integration,
            external_id=item.external_id,
            body_hash=digest,
            contact=item.contact,
            contact_integration=item.contact_integration,
            kind=item.outcome,
            amount_minor=item.amount_minor,
            currency=item.currency,
            corrects=corrects,
            converted_at=item.at,
        ),
    )


Named = tuple[str, str, str]


def _message(item: MessageItem, named: Named, common: dict[str, Any]) -> MessageReceived:
    return _filled(
        MessageReceived,
        dict(
            id=derived_id(*named, "message"),
            text=item.text,
            visibility=item.visibility,
            thread=item.thread,
            reply_to=item.reply_to,
            subject_line=item.subject_line,
            attachments=item.attachments,
            automated=item.automated,
            attributes=item.attributes,
            **common,
        ),
    )


def _edit(item: EditItem, named: Named, common: dict[str, Any]) -> MessageEdited:
    edit = str(item.revision) if item.revision else item.at.isoformat()
    return _filled(
        MessageEdited, dict(id=derived_id(*named, "edit", edit), text=item.text, revision=item.revision, **common)
    )


def _delete(_item: DeleteItem, named: Named, common: dict[str, Any]) -> MessageDeleted:
    return _filled(MessageDeleted, dict(id=derived_id(*named, "delete"), **common))


def _reaction(item: ReactionItem, named: Named, common: dict[str, Any]) -> ReactionChanged:
    change = (item.contact.external_id, item.reaction or "", item.at.isoformat())
    return _filled(ReactionChanged, dict(id=derived_id(*named, "reaction", *change), reaction=item.reaction, **common))


def _receipt(item: ReceiptItem, named: Named, common: dict[str, Any]) -> ReceiptReceived:
    mark = item.watermark.isoformat() if item.watermark else ""
    return _filled(
        ReceiptReceived,
        dict(
            id=derived_id(*named, "receipt", item.status, mark),
            status=item.status,
            watermark=item.watermark,
            error_code=item.error_code,
            **common,
        ),
    )


def _echo(item: EchoItem, named: Named, common: dict[str, Any]) -> EchoObserved:
    return _filled(
        EchoObserved,
        dict(
            id=derived_id(*named, "echo"),
            text=item.text,
            visibility=item.visibility,
            thread=item.thread,
            reply_to=item.reply_to,
            attachments=item.attachments,
            **common,
        ),
    )


_BUILDERS: dict[type[Any], Callable[[Any, Named, dict[str, Any]], ChannelEvent]] = {
    MessageItem: _message,
    EditItem: _edit,
    DeleteItem: _delete,
    ReactionItem: _reaction,
    ReceiptItem: _receipt,
    EchoItem: _echo,
}
