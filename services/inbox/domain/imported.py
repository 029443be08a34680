"""What is imported: contacts, conversations and messages of another tool, with ids derived from that tool's own."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import datetime

from services.inbox.domain.contact import Contact, Profile, merged, named_by
from services.inbox.domain.imports import Import, ImportKind
from services.inbox.domain.message import Direction, MessageAttachment


@dataclass(frozen=True, slots=True)
class ImportedContact:
    """A contact of the other tool; `handles` are the ids that the account knows the person by."""

    external_id: str
    name: str | None
    handles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ImportedMessage:
    """A message of the other tool; `author` is the name of who wrote it."""

    external_id: str
    direction: Direction
    author: str | None
    text: str
    sent_at: datetime
    attachments: tuple[MessageAttachment, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportedConversation:
    """A conversation of the other tool, or a part of one; `contact` is the contact's id there."""

    external_id: str
    contact: str
    subject: str | None
    channel: str | None
    status: str | None
    tags: tuple[str, ...]
    messages: tuple[ImportedMessage, ...]


@dataclass(frozen=True, slots=True)
class ImportMark:
    """A mark that an item was stored: under which content, and as which record."""

    brand: str
    key: str
    content: str
    record: str
    at: datetime


def _hash(*parts: str | None) -> str:
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:32]


def mark_key(owner: Import, kind: ImportKind, external_id: str) -> str:
    """The key of an item, the same in every import of this source into this account."""
    return _hash("import mark", owner.brand, owner.source, owner.integration, kind, external_id)


def imported_conversation_id(owner: Import, external_id: str) -> str:
    """The id of a conversation."""
    return _hash("imported conversation", owner.brand, owner.source, owner.integration, external_id)


def imported_thread_id(owner: Import, external_id: str) -> str:
    """The id of its thread, which no message of a channel belongs to: what comes in later begins anew."""
    return _hash("imported thread", owner.brand, owner.source, owner.integration, external_id)


def imported_message_id(owner: Import, conversation: str, external_id: str) -> str:
    """The id of a message in a conversation of the other tool."""
    return _hash("imported message", owner.brand, owner.source, owner.integration, conversation, external_id)


def audit_id(owner: Import, kind: str) -> str:
    """The id of the entry in the audit."""
    return _hash("import audit", owner.brand, owner.id, kind)


def content_of_contact(item: ImportedContact) -> str:
    """What two contacts with one id are compared by."""
    return _hash("contact", item.name, *item.handles)


def content_of_conversation(item: ImportedConversation) -> str:
    """What two conversations with one id are compared by; status and tags go on changing in the other tool."""
    return _hash("conversation", item.contact, item.subject, item.channel)


def content_of_message(item: ImportedMessage) -> str:
    """What two messages with one id are compared by."""
    attached = [part for each in item.attachments for part in (each.kind, each.url, each.name, each.external_id)]
    return _hash("message", item.direction, item.author, item.text, item.sent_at.isoformat(), *attached)


def names_in(owner: Import, item: ImportedContact) -> tuple[str, ...]:
    """The ids the contact goes by in the account; one that the account knows nothing of has the other tool's."""
    own = f"{owner.source}:{item.external_id}"
    if owner.integration is None:
        return (own, *item.handles)
    return item.handles or (own,)


def joined_contact(stored: Contact, item: ImportedContact, names: tuple[str, ...]) -> Contact:
    """A contact who was there with what the import knows beside; what a channel said of them counts more."""
    known = named_by(stored, (*stored.external_ids, *names))
    return replace(known, profile=merged(Profile(item.name), stored.profile))
