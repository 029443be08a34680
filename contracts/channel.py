"""What a channel tells us, in the canonical form: every platform's payload becomes one of these events."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import AwareDatetime, Field

from contracts.event import Event, Part

TEXT_LIMIT = 20_000  # characters; e-mails are cut by their parser, which says so in `truncated`

FIELD_LIMIT = 256  # characters of the path of a field
REFERENCES_LIMIT = 30  # mails named as answered that are looked for; programs keep some twenty

COPIES_LIMIT = 20  # other people one message went to that are told; a longer list is a mailing

ChannelName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,31}$")]
"""A name, not a list of names: the folders of channels/ say which there are, so a new channel touches no contract."""

PersonId = Annotated[str, Field(min_length=1, max_length=256)]


class ContactSeen(Part):
    """The person outside, as the channel knows them. `reach` is followers or an equal measure, unknown when None.

    `also_known_as` are other ids of the same person, the most lasting first; who is seen under two ids is one contact.
    """

    external_id: str = Field(min_length=1, max_length=256, description="Their id, the same in all their messages.")
    also_known_as: tuple[PersonId, ...] = Field(
        default=(), max_length=4, description="Other ids of the same person, the most lasting first."
    )
    name: str | None = Field(default=None, max_length=256, description="What they call themselves; null: unknown.")
    handle: str | None = Field(default=None, max_length=256, description="Their short name there; null: unknown.")
    reach: int | None = Field(
        default=None, ge=0, description="Followers or an equal measure; null is unknown and leaves what is known."
    )
    language: str | None = Field(
        default=None, max_length=35, description="What the channel says they read (BCP 47); null leaves what is known."
    )


class Attachment(Part):
    """A file or place that came with a message; `url` is the platform's, never fetched without a check."""

    kind: Literal["image", "video", "audio", "file", "sticker", "location", "contact", "link", "other"] = Field(
        description="What it is; `location` and `contact` are places and address cards, `other` what has no word here."
    )
    url: str | None = Field(default=None, max_length=2048, description="Where the platform has it; null: not told.")
    media_type: str | None = Field(default=None, max_length=128, description="Such as `image/png`; null: not told.")
    name: str | None = Field(default=None, max_length=256, description="The name of the file; null: it has none.")
    external_id: str | None = Field(default=None, max_length=256, description="The platform's id of it; null: none.")


class ChannelEvent(Event):
    """Base of what a channel reports; keyed by integration and contact, so one contact's events keep their order.

    A contact who is known by several ids is keyed by the most lasting of them.
    """

    topic: ClassVar[str] = "channel.events"

    integration: str = Field(min_length=1, max_length=64)
    channel: ChannelName
    contact: ContactSeen
    external_id: str = Field(min_length=1, max_length=512, description="The platform's id of the message concerned.")
    body_hash: str = Field(
        min_length=1, max_length=64, description="Hash of the content; same id with another hash is a conflict."
    )
    received_at: AwareDatetime


class MessageEvent(ChannelEvent):
    """Base of what is written, by whomever. `thread` is what the platform threads by, None for a direct message.

    `references` are the platform's ids of messages that it answers, the nearest first, where more than `reply_to` are
    named. `text` is what its writer says now, `quoted` what came along: history, signature, disclaimer.
    """

    text: str = Field(default="", max_length=TEXT_LIMIT)
    visibility: Literal["public", "private"]
    thread: str | None = Field(default=None, max_length=512)
    reply_to: str | None = Field(default=None, max_length=512)
    references: tuple[Annotated[str, Field(max_length=512)], ...] = Field(default=(), max_length=REFERENCES_LIMIT)
    subject_line: str | None = Field(default=None, max_length=998)
    attachments: tuple[Attachment, ...] = Field(default=(), max_length=100)
    quoted: str = Field(default="", max_length=TEXT_LIMIT)
    garbled: bool = Field(default=False, description="Characters could not be read and stand as U+FFFD.")


class MessageReceived(MessageEvent):
    """Somebody wrote to or about the brand. `copied_to` are the platform's ids of the others it went to."""

    type: ClassVar[str] = "channel.message_received.v1"

    truncated: bool = False
    copied_to: tuple[Annotated[str, Field(max_length=256)], ...] = Field(default=(), max_length=COPIES_LIMIT)
    automated: bool = Field(default=False, description="An auto-reply or bounce, not a person's words.")
    standby: bool = Field(default=False, description="Another app holds the thread: seen, and not ours to answer.")
    attributes: dict[str, str] = Field(default_factory=dict, max_length=32)


class MessageEdited(ChannelEvent):
    """The text of a message changed. Of several edits the newest `at` counts; `revision` orders those of one moment."""

    type: ClassVar[str] = "channel.message_edited.v1"

    text: str = Field(max_length=TEXT_LIMIT)
    revision: int = Field(default=0, ge=0)


class MessageDeleted(ChannelEvent):
    """The author or the platform took a message away."""

    type: ClassVar[str] = "channel.message_deleted.v1"


class EchoObserved(MessageEvent):
    """The platform shows us a message the brand itself sent, by any tool; `contact` is its receiver."""

    type: ClassVar[str] = "channel.echo_observed.v1"


class ReactionChanged(ChannelEvent):
    """A contact put (`reaction` set) or took back (None) a reaction on the message `external_id`."""

    type: ClassVar[str] = "channel.reaction_changed.v1"

    reaction: str | None = Field(default=None, max_length=64)


class ReceiptReceived(ChannelEvent):
    """The platform says what became of a message we sent; `external_id` is the id it gave us, or a watermark."""

    type: ClassVar[str] = "channel.receipt_received.v1"

    status: Literal["sent", "delivered", "read", "failed"]
    watermark: AwareDatetime | None = Field(
        default=None, description="All sent up to here, where no single id is given."
    )
    error_code: str | None = Field(default=None, max_length=64)
    newest: bool = Field(
        default=False, description="The platform gives no id of ours: it is about the newest sent to this contact."
    )


class ContactMoved(ChannelEvent):
    """A contact has another id from `at` on: `contact.external_id` is theirs no more, `now` has taken its place."""

    type: ClassVar[str] = "channel.contact_moved.v1"

    now: ContactSeen


class ThreadControlChanged(ChannelEvent):
    """From `at` on another app of the brand, such as a bot, holds the private thread of a contact, or we do again."""

    type: ClassVar[str] = "channel.thread_control_changed.v1"

    is_ours: bool


class PayloadUnreadable(ChannelEvent):
    """A signed native payload, or a part of one, that we could not read; kept whole so that a fix can replay it."""

    type: ClassVar[str] = "channel.payload_unreadable.v1"

    reason: str = Field(
        max_length=64, description="A code such as `unknown_kind` or `missing_field`, never customer text."
    )
    field: str | None = Field(default=None, max_length=FIELD_LIMIT, description="Path in the body; None: all of it.")
    payload_base64: str = Field(max_length=4_000_000)


class ConversionReported(Event):
    """An integration reports a sale or another wanted outcome; amounts are in minor units (cents) of `currency`.

    A refund or correction is one that has a negative amount, or names in `corrects` the sale it changes by its amount.
    """

    type: ClassVar[str] = "conversion.reported.v1"
    topic: ClassVar[str] = "conversion.events"

    integration: str = Field(min_length=1, max_length=64)
    external_id: str = Field(min_length=1, max_length=256)
    body_hash: str = Field(min_length=1, max_length=64)
    contact: str | None = Field(default=None, max_length=256, description="The contact's external id, where known.")
    contact_integration: str | None = Field(
        default=None, max_length=64, description="The integration that knows the contact."
    )
    kind: str = Field(default="sale", max_length=64)
    amount_minor: int = Field(ge=-(2**53), le=2**53)
    currency: str = Field(pattern=r"^[A-Z]{3}$")
    corrects: str | None = Field(
        default=None, max_length=256, description="The integration's id of the sale that this changes."
    )
    converted_at: AwareDatetime
