"""What `POST /v1/events` and the generic webhook take: one item per fact, canonical, unknown fields refused.

The wire shape is one JSON object per item; its `kind` chooses the model. Times are RFC 3339 with an offset.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    TypeAdapter,
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
_ITEM = ConfigDict(frozen=True, extra="forbid")


class ContactItem(ContactSeen):
    """The person outside; `external_id` is your id of them and stays the same for all their messages."""

    model_config = _ITEM

    reach: int | None = Field(default=None, ge=0, le=2**53, strict=True)


class AttachmentItem(Attachment):
    """A file or place that came with a message."""

    model_config = _ITEM


class _Item(BaseModel):
    model_config = _ITEM

    external_id: ExternalId = Field(description="Your id of the message concerned; the same id is the same message.")
    at: WrittenTime = Field(description="When it happened, with an offset.")


class _ContactsItem(_Item):
    contact: ContactItem


class MessageItem(_ContactsItem):
    """Somebody wrote to or about the brand."""

    kind: Literal["message"]
    text: str = Field(default="", max_length=TEXT_LIMIT)
    visibility: Literal["public", "private"] = "private"
    thread: str | None = Field(default=None, max_length=512)
    reply_to: str | None = Field(default=None, max_length=512)
    subject_line: str | None = Field(default=None, max_length=998)
    attachments: tuple[AttachmentItem, ...] = Field(default=(), max_length=100)
    automated: bool = Field(default=False, strict=True)
    attributes: dict[AttributeName, AttributeValue] = Field(default_factory=dict, max_length=32)


class EditItem(_ContactsItem):
    """The text of a message changed. The edit with the newest `at` counts; `revision` orders edits of one moment."""

    kind: Literal["edit"]
    text: str = Field(max_length=TEXT_LIMIT)
    revision: int = Field(default=0, ge=0, le=2**53, strict=True)


class DeleteItem(_ContactsItem):
    """The author or the platform took a message away."""

    kind: Literal["delete"]


class ReactionItem(_ContactsItem):
    """The contact put a reaction on a message, or took theirs back (`reaction` is null)."""

    kind: Literal["reaction"]
    reaction: Short | None = None


class ReceiptItem(_ContactsItem):
    """What became of a message we sent to the contact."""

    kind: Literal["receipt"]
    status: Literal["sent", "delivered", "read", "failed"]
    watermark: WrittenTime | None = None
    error_code: Short | None = None


class EchoItem(_ContactsItem):
    """The brand itself sent this message by another tool; the contact is its receiver."""

    kind: Literal["echo"]
    text: str = Field(default="", max_length=TEXT_LIMIT)
    visibility: Literal["public", "private"] = "private"
    thread: str | None = Field(default=None, max_length=512)
    reply_to: str | None = Field(default=None, max_length=512)
    attachments: tuple[AttachmentItem, ...] = Field(default=(), max_length=100)


class ConversionItem(_Item):
    """A sale or another wanted outcome; `amount_minor` is in minor units (cents) of `currency` (ISO 4217).

    A refund or correction is a conversion with a negative amount, or one that names a sale in `corrects`; its amount is
    added to what the sale earned. Give each its own `external_id`; a single refund may have its sale's.
    """

    kind: Literal["conversion"]
    external_id: ContactId = Field(description="Your id of the sale.")
    contact: ContactId | None = Field(default=None, description="The contact's external id, where known.")
    contact_integration: Short | None = Field(default=None, description="The integration that knows the contact.")
    outcome: Short = Field(default="sale", min_length=1)
    amount_minor: int = Field(ge=-(2**53), le=2**53, strict=True)
    corrects: ContactId | None = Field(default=None, description="Your id of the sale that this refunds or corrects.")
    currency: str = Field(pattern=r"^[A-Z]{3}$")


IngestItem = Annotated[
    MessageItem | EditItem | DeleteItem | ReactionItem | ReceiptItem | EchoItem | ConversionItem,
    Field(discriminator="kind"),
]

_ADAPTER: TypeAdapter[IngestItem] = TypeAdapter(IngestItem)

NO_SUCH_KIND = frozenset({"union_tag_not_found", "union_tag_invalid"})
"""Types of validation errors that are about `kind` and name no field."""


def read_item(value: Any) -> IngestItem:  # noqa: ANN401 - one decoded JSON value
    """Check one decoded item.

    Raises:
        pydantic.ValidationError: with the path to each wrong field; the path begins with the item's kind.
    """
    return _ADAPTER.validate_python(value)
