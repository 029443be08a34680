"""What `POST /v1/events` and the generic webhook take: one item per fact, canonical, unknown fields refused.

The wire shape is one JSON object per item; its `kind` chooses the model. Times are RFC 3339 with an offset.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
)

from contracts.channel import TEXT_LIMIT, Attachment, ContactSeen

EARLIEST_YEAR, LATEST_YEAR = 1990, 9000  # outside lies a wrong unit or an overflow when time zones are applied


def _written_time(value: object) -> object:
    """Only RFC 3339 text is a time: a bare number could be seconds, milliseconds or microseconds."""
    if isinstance(value, datetime) or (isinstance(value, str) and len(value) >= 20 and value[10] in "Tt "):
        return value
    raise ValueError("must be a time such as 2026-01-31T12:00:00Z")


def _plausible(value: datetime) -> datetime:
    if EARLIEST_YEAR <= value.year <= LATEST_YEAR:
        return value
    raise ValueError(f"must be between the years {EARLIEST_YEAR} and {LATEST_YEAR}")


_TIME_SCHEMA = {
    "type": "string",
    "format": "date-time",
    "x-format-minimum": f"{EARLIEST_YEAR}-01-01T00:00:00Z",
    "x-format-maximum": f"{LATEST_YEAR}-12-31T23:59:59Z",
}
WrittenTime = Annotated[
    AwareDatetime, BeforeValidator(_written_time), AfterValidator(_plausible), WithJsonSchema(_TIME_SCHEMA)
]
ExternalId = Annotated[str, Field(min_length=1, max_length=512)]
ContactId = Annotated[str, Field(min_length=1, max_length=256)]
Short = Annotated[str, Field(max_length=64)]
AttributeName = Annotated[str, Field(min_length=1, max_length=64)]
AttributeValue = Annotated[str, Field(max_length=1024)]
_KIND = Field(description="What the item is; the other fields follow from it, and those of another kind are refused.")
_ITEM = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class ContactItem(ContactSeen):
    """The person outside; `external_id` is your id of them and stays the same for all their messages."""

    model_config = _ITEM

    reach: int | None = Field(default=None, ge=0, le=2**53, strict=True)
    """Followers, or an equal measure of your channel; null is unknown and leaves what is known."""


class AttachmentItem(Attachment):
    """A file or place that came with a message."""

    model_config = _ITEM


class _Item(BaseModel):
    model_config = _ITEM

    external_id: ExternalId
    """Your id of the message concerned; the same id is the same message."""
    at: WrittenTime
    """When it happened, as RFC 3339 with an offset."""


class _ContactsItem(_Item):
    contact: ContactItem
    """The person outside whom it is about or from."""


class MessageItem(_ContactsItem):
    """Somebody wrote to or about the brand."""

    kind: Annotated[Literal["message"], _KIND]
    text: str = Field(default="", max_length=TEXT_LIMIT)
    """What they wrote; empty where they sent only attachments."""
    visibility: Literal["public", "private"] = "private"
    """Whether everybody can read it (`public`) or the brand alone (`private`)."""
    thread: str | None = Field(default=None, max_length=512)
    """Your id of what it belongs to, such as a post; by it conversations are kept apart where the integration's
    `threading` says so. Null: a direct message."""
    reply_to: str | None = Field(default=None, max_length=512)
    """Your id of the message it answers; null for none."""
    subject_line: str | None = Field(default=None, max_length=998)
    """The subject, of a mail or a form; null for none."""
    attachments: tuple[AttachmentItem, ...] = Field(default=(), max_length=100)
    """Files and places that came along; they stay where they are."""
    automated: bool = Field(default=False, strict=True)
    """Whether a machine wrote it, such as an out-of-office answer: it then asks nothing of anybody."""
    attributes: dict[AttributeName, AttributeValue] = Field(default_factory=dict, max_length=32)
    """Up to 32 words of yours about it; they go with the event and are read by no rule."""


class EditItem(_ContactsItem):
    """The text of a message changed. The edit with the newest `at` counts; `revision` orders edits of one moment."""

    kind: Annotated[Literal["edit"], _KIND]
    text: str = Field(max_length=TEXT_LIMIT)
    """The text as it is now, whole."""
    revision: int = Field(default=0, ge=0, le=2**53, strict=True)
    """Orders edits of one moment; 0 where you count none."""


class DeleteItem(_ContactsItem):
    """The author or the platform took a message away."""

    kind: Annotated[Literal["delete"], _KIND]


class ReactionItem(_ContactsItem):
    """The contact put a reaction on a message, or took theirs back (`reaction` is null)."""

    kind: Annotated[Literal["reaction"], _KIND]
    reaction: Short | None = None
    """The mark, such as `like` or an emoji; null takes the contact's back."""


class ReceiptItem(_ContactsItem):
    """What became of a message we sent to the contact."""

    kind: Annotated[Literal["receipt"], _KIND]
    status: Literal["sent", "delivered", "read", "failed"]
    """How far it came: `sent`, `delivered`, `read`, or `failed` for good; a step back is ignored."""
    watermark: WrittenTime | None = None
    """Holds for everything sent to the contact up to this time too; null: for `external_id` alone."""
    error_code: Short | None = None
    """Your code of why it failed, shown to people; null where it did not."""


class EchoItem(_ContactsItem):
    """The brand itself sent this message by another tool; the contact is its receiver."""

    kind: Annotated[Literal["echo"], _KIND]
    text: str = Field(default="", max_length=TEXT_LIMIT)
    """What was sent; empty where it was attachments only."""
    visibility: Literal["public", "private"] = "private"
    """Whether everybody can read it (`public`) or the contact alone (`private`)."""
    thread: str | None = Field(default=None, max_length=512)
    """Your id of what it belongs to, as in a message; null for a direct message."""
    reply_to: str | None = Field(default=None, max_length=512)
    """Your id of the message it answers; null for none."""
    attachments: tuple[AttachmentItem, ...] = Field(default=(), max_length=100)
    """Files and places that went along."""


class ConversionItem(_Item):
    """A sale or another wanted outcome; `amount_minor` is in minor units (cents) of `currency` (ISO 4217).

    A refund or correction is a conversion with a negative amount, or one that names a sale in `corrects`; its amount is
    added to what the sale earned. Give each its own `external_id`; a single refund may have its sale's.
    """

    kind: Annotated[Literal["conversion"], _KIND]
    external_id: ContactId
    """Your id of the sale."""
    contact: ContactId | None = None
    """The contact's external id, where known; without it no touch is credited."""
    contact_integration: Short | None = None
    """The integration that knows the contact; null: the one this is posted for."""
    outcome: Short = Field(default="sale", min_length=1)
    """What was reached, in a word of yours; `sale` where it is left out."""
    amount_minor: int = Field(ge=-(2**53), le=2**53, strict=True)
    """The amount in minor units (cents) of the currency; negative for a refund."""
    corrects: ContactId | None = None
    """Your id of the sale that this refunds or corrects; null: none, or for a negative amount the sale of this same
    id."""
    currency: str = Field(pattern=r"^[A-Z]{3}$")
    """The currency by its ISO 4217 code, such as `EUR`; currencies are never added up."""


IngestItem = Annotated[
    MessageItem | EditItem | DeleteItem | ReactionItem | ReceiptItem | EchoItem | ConversionItem,
    Field(discriminator="kind"),
]
