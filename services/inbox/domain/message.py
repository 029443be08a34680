"""A message of a conversation, with one constructor for each origin: a contact, a reply, the brand elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple

from services.inbox.domain.conversation import Conversation, Visibility
from services.inbox.domain.enrichment import MessageEnrichment
from services.inbox.domain.reaction import Reaction
from services.inbox.domain.reply import Reply, text_mark
from services.inbox.domain.thread import message_id
from services.inbox.domain.triage import TriageResult

PLACE_BITS = 20  # a million changes of one conversation; with 41 bits of milliseconds it fits 64

Direction = Literal["inbound", "outbound"]


@dataclass(frozen=True, slots=True)
class MessageAttachment:
    """A file or place that came with a message; `url` is the platform's."""

    kind: str
    url: str | None = None
    media_type: str | None = None
    name: str | None = None
    external_id: str | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """One message. Times are aware and in UTC.

    `origin` is where in the log its event first stood, or `reply` or `echo`; `event` is the id of what caused it.
    `text` is what was said now, `quoted` what came along with it: history, signature, disclaimer. `garbled` says that
    characters of them could not be read. `copied_to` are the platform's ids of the others it went to, `thread` is its
    thread. `enrichment` and `triage` are there for messages of contacts only, `author` and `reply` for messages that
    were replies here, `author_name` for imported ones: the name their writer had in the other tool.
    `withdrawn_by` is who had our own message deleted. Of one that is `erased` nothing personal is left.
    """

    brand: str
    id: str
    conversation: str
    contact: str
    integration: str
    channel: str
    direction: Direction
    external_id: str | None
    event: str
    body_hash: str
    origin: str
    text: str
    sent_at: datetime
    received_at: datetime
    place: int
    visibility: Visibility
    thread: str | None = None
    reply_to: str | None = None
    subject_line: str | None = None
    automated: bool = False
    truncated: bool = False
    quoted: str = ""
    garbled: bool = False
    copied_to: tuple[str, ...] = ()
    attachments: tuple[MessageAttachment, ...] = ()
    state: Literal["kept", "deleted", "erased"] = "kept"
    revision: int = 0
    edited_at: datetime | None = None
    enrichment: MessageEnrichment | None = None
    triage: TriageResult | None = None
    author: str | None = None
    author_name: str | None = None
    reply: str | None = None
    reactions: tuple[Reaction, ...] = ()
    withdrawn_by: str | None = None


class ChannelMessage(NamedTuple):
    """A message as a channel reports it, before it belongs to a conversation; `origin` is its position in the log.

    A tuple, because one is made per message and costs a third of a frozen dataclass.
    """

    id: str
    external_id: str
    event: str
    body_hash: str
    origin: str
    text: str
    sent_at: datetime
    received_at: datetime
    visibility: Visibility
    thread: str | None = None
    reply_to: str | None = None
    subject_line: str | None = None
    automated: bool = False
    truncated: bool = False
    quoted: str = ""
    garbled: bool = False
    copied_to: tuple[str, ...] = ()
    attachments: tuple[MessageAttachment, ...] = ()


def is_newer_text(message: Message, at: datetime, revision: int) -> bool:
    """Whether an edit is the newest: the time decides, then the revision, then who comes last."""
    return message.edited_at is None or (at, revision) >= (message.edited_at, message.revision)


def sort_key(sent_at: datetime, version: int) -> int:
    """The order of a message in its conversation: the time of its source, then the order of arrival.

    Platforms report whole seconds and the store has milliseconds; `version` is the conversation's with the message in.
    """
    return int(sent_at.timestamp() * 1000) << PLACE_BITS | version % (1 << PLACE_BITS)


def from_contact(
    written: ChannelMessage, conversation: Conversation, enrichment: MessageEnrichment, triage: TriageResult
) -> Message:
    """The message a contact wrote; `conversation` is the one it is part of, at its version with the message in."""
    return _of(written, conversation, "inbound", enrichment, triage)


def from_elsewhere(written: ChannelMessage, conversation: Conversation) -> Message:
    """A message the brand sent by another tool, as the channel echoed it."""
    return _of(written, conversation, "outbound", None, None)


def _of(
    written: ChannelMessage,
    conversation: Conversation,
    direction: Direction,
    enrichment: MessageEnrichment | None,
    triage: TriageResult | None,
) -> Message:
    return Message(
        brand=conversation.brand,
        id=written.id,
        conversation=conversation.id,
        contact=conversation.contact,
        integration=conversation.integration,
        channel=conversation.channel,
        direction=direction,
        external_id=written.external_id,
        event=written.event,
        body_hash=written.body_hash,
        origin=written.origin,
        text=written.text,
        sent_at=written.sent_at,
        received_at=written.received_at,
        place=sort_key(written.sent_at, conversation.version),
        visibility=written.visibility,
        thread=written.thread,
        reply_to=written.reply_to,
        subject_line=written.subject_line,
        automated=written.automated,
        truncated=written.truncated,
        quoted=written.quoted,
        garbled=written.garbled,
        copied_to=written.copied_to,
        attachments=written.attachments,
        enrichment=enrichment,
        triage=triage,
    )


def from_reply(reply: Reply, id_: str, conversation: Conversation, at: datetime) -> Message:
    """The message of a reply that is out since `at`."""
    return Message(
        brand=reply.brand,
        id=id_,
        conversation=conversation.id,
        contact=conversation.contact,
        integration=reply.integration,
        channel=conversation.channel,
        direction="outbound",
        external_id=reply.external_id,
        event=reply.id,
        body_hash=text_mark(reply.text),
        origin="reply",
        text=reply.text,
        sent_at=at,
        received_at=at,
        place=sort_key(at, conversation.version),
        visibility=conversation.visibility,
        reply_to=reply.in_reply_to,
        author=reply.author,
        reply=reply.id,
    )


def sent_message_id(reply: Reply) -> str:
    """The id of the message a sent reply became: by the platform's id where it gave one, so that its echo meets it."""
    return message_id(reply.brand, reply.integration, reply.external_id or f"reply/{reply.id}")
