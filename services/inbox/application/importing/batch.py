"""The state of one call of an import: what its items meet, what is written, and what became of each."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from services.inbox.application.records import Changes, Named, Versioned
from services.inbox.domain.contact import Contact
from services.inbox.domain.conversation_record import ConversationRecord
from services.inbox.domain.imported import (
    ImportedContact,
    ImportedConversation,
    ImportMark,
    imported_message_id,
    mark_key,
    names_in,
)
from services.inbox.domain.imports import Import, ImportKind
from services.inbox.domain.message import Message
from services.inbox.domain.thread import contact_id

ImportItem = ImportedContact | ImportedConversation


@dataclass(slots=True)
class ImportBatch:
    """What was read, with what the items so far have changed. `channel` is that of the import's integration."""

    owner: Import
    channel: str | None
    now: datetime
    marks: dict[str, ImportMark] = field(default_factory=dict)
    contacts: dict[str, Contact] = field(default_factory=dict)
    conversations: dict[str, ConversationRecord] = field(default_factory=dict)
    messages: dict[str, Message] = field(default_factory=dict)
    changes: Changes = field(default_factory=Changes)

    def mark_of(self, kind: ImportKind, external_id: str) -> ImportMark | None:
        """The mark of an item that was stored before."""
        return self.marks.get(mark_key(self.owner, kind, external_id))

    def remember(self, kind: ImportKind, external_id: str, content: str, record: str) -> None:
        """Mark an item as stored."""
        key = mark_key(self.owner, kind, external_id)
        self.marks[key] = ImportMark(self.owner.brand, key, content, record, self.now)
        self.changes.import_marks.append(self.marks[key])

    def write_contact(self, contact: Contact) -> None:
        """Write a contact's record."""
        self.contacts[contact.id] = self.changes.contacts[contact.brand, contact.id] = contact

    def write_conversation(self, record: ConversationRecord) -> None:
        """Write a conversation."""
        self.conversations[record.conversation.id] = self.changes.conversations[record.name] = record

    def write_message(self, message: Message) -> None:
        """Write a new message."""
        self.messages[message.id] = message
        self.changes.messages[message.brand, message.id] = Versioned(None, message)


def mark_names(owner: Import, items: list[ImportItem]) -> set[Named]:
    """The marks that items ask for: their own, and those of the contacts that conversations name."""
    keys = set()
    for item in items:
        if isinstance(item, ImportedContact):
            keys.add(mark_key(owner, "contact", item.external_id))
        else:
            keys |= {mark_key(owner, "conversation", item.external_id), mark_key(owner, "contact", item.contact)}
    return {(owner.brand, key) for key in keys}


def record_names(owner: Import, items: list[ImportItem]) -> set[Named]:
    """The records of people that the contacts among items may meet."""
    contacts = [item for item in items if isinstance(item, ImportedContact)]
    return {
        (owner.brand, contact_id(owner.brand, owner.account, each))
        for item in contacts
        for each in names_in(owner, item)
    }


def message_names(owner: Import, items: list[ImportItem]) -> set[Named]:
    """The messages that conversations among items may have brought before."""
    return {
        (owner.brand, imported_message_id(owner, item.external_id, each.external_id))
        for item in items
        if isinstance(item, ImportedConversation)
        for each in item.messages
    }
