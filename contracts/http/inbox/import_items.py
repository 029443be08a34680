"""The items of an import: people and conversations of another tool, each checked for itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, ValidationError, WrapValidator

from contracts.channel import TEXT_LIMIT, Attachment
from contracts.http.ingest import ExternalId, WrittenTime
from contracts.http.models import WriteModel

MOST_IMPORT_ITEMS = 100
MOST_IMPORT_MESSAGES = 500

Position = Annotated[str, Field(max_length=200)]
Handle = Annotated[str, Field(min_length=1, max_length=256)]
Tag = Annotated[str, Field(min_length=1, max_length=64)]


class ImportContactItem(WriteModel):
    """A person of the other tool."""

    kind: Annotated[
        Literal["contact"],
        Field(description="Whether it is a person or a conversation; the other fields follow from it."),
    ]
    external_id: Annotated[str, Field(min_length=1, max_length=256)]
    """The tool's id of them, which its conversations name."""
    name: str | None = Field(default=None, max_length=256)
    """What they are called; null: unknown."""
    handles: tuple[Handle, ...] = Field(default=(), max_length=8)
    """The ids by which the account of the import's `integration` knows them (mail address, number, platform's id), the
    one to reply to first: who writes from one of them is this contact."""


class ImportAttachment(Attachment):
    """A file or place that came with a message."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class ImportMessageItem(WriteModel):
    """A message of a conversation."""

    external_id: ExternalId
    """The tool's id of it, which no other message of the conversation has."""
    direction: Literal["inbound", "outbound"]
    """`inbound` was written by the contact, `outbound` by the brand."""
    author: str | None = Field(default=None, max_length=256)
    """The name of who wrote it; null: unknown."""
    text: str = Field(default="", max_length=TEXT_LIMIT)
    """What it says; empty where only files were sent."""
    sent_at: WrittenTime
    """When it was sent, as RFC 3339 with an offset."""
    attachments: tuple[ImportAttachment, ...] = Field(default=(), max_length=100)
    """Files that came along; they stay where they are."""


class ImportConversationItem(WriteModel):
    """A conversation of the other tool; one with more messages than a call takes comes in several items."""

    kind: Annotated[
        Literal["conversation"],
        Field(description="Whether it is a person or a conversation; the other fields follow from it."),
    ]
    external_id: ExternalId
    """The tool's id of it."""
    contact: Annotated[str, Field(min_length=1, max_length=256)]
    """The tool's id of the person, who was posted as an item before."""
    subject: str | None = Field(default=None, max_length=998)
    """The subject line; null for none."""
    channel: str | None = Field(default=None, min_length=1, max_length=32)
    """The kind of platform it was on, shown where the import has no integration; null: the source's name."""
    status: str | None = Field(default=None, max_length=32)
    """How the tool called its state; it is stored as ended, whatever this says."""
    tags: tuple[Tag, ...] = Field(default=(), max_length=32)
    """The labels it had there; they are shown with it."""
    messages: tuple[ImportMessageItem, ...] = Field(min_length=1, max_length=MOST_IMPORT_MESSAGES)
    """Its messages in any order."""


@dataclass(frozen=True, slots=True)
class RefusedImportItem:
    """An item that its model refused: as much of it as can be told, and each wrong field."""

    kind: Literal["contact", "conversation"]
    external_id: str | None
    messages: int
    errors: tuple[dict[str, Any], ...]


def _one_by_one(value: Any, check: Callable[[Any], Any]) -> Any:  # noqa: ANN401 - one decoded JSON value
    """Check an item for itself, so that a wrong one refuses none beside it."""
    try:
        return check(value)
    except ValidationError as refused:
        errors = [dict(each) for each in refused.errors(include_input=False, include_url=False)]
        external_id, messages = value.get("external_id"), value.get("messages")
        return RefusedImportItem(
            value["kind"],
            external_id if isinstance(external_id, str) else None,
            len(messages) if isinstance(messages, list) else 0,
            tuple(errors),
        )


ImportItem = Annotated[
    Annotated[ImportContactItem, WrapValidator(_one_by_one)]
    | Annotated[ImportConversationItem, WrapValidator(_one_by_one)],
    Field(discriminator="kind"),
]


class ImportItemsCreate(WriteModel):
    """Items to store, and how far the importer is with them."""

    items: tuple[ImportItem, ...] = Field(max_length=MOST_IMPORT_ITEMS)
    """Contacts before the conversations that name them."""
    position: Position | None = None
    """The importer's own word of how far it is; it is stored if and only if the items are. Null keeps the one there."""
