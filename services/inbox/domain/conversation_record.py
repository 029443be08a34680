"""A conversation as it is stored: its state, what a list shows of it, and the versions it was read at."""

from __future__ import annotations

from dataclasses import dataclass, replace

from services.inbox.domain.conversation import Conversation

PREVIEW_CHARACTERS = 140


@dataclass(frozen=True, slots=True)
class Summary:
    """The summary a list shows beside the state: the contact, and how the last message begins."""

    contact_name: str | None = None
    contact_handle: str | None = None
    preview: str = ""


@dataclass(frozen=True, slots=True)
class ReadVersions:
    """The versions a conversation was read at, which are the condition of its write."""

    version: int
    task_version: int


@dataclass(frozen=True, slots=True)
class ConversationRecord:
    """A conversation with its summary; `read` is None where none is stored yet."""

    conversation: Conversation
    summary: Summary = Summary()
    read: ReadVersions | None = None

    @property
    def name(self) -> tuple[str, str]:
        """Brand and id."""
        return self.conversation.brand, self.conversation.id

    def after(self, conversation: Conversation) -> ConversationRecord:
        """The record with the conversation's next state."""
        return ConversationRecord(conversation, self.summary, self.read)

    def with_preview(self, text: str) -> ConversationRecord:
        """The record with the beginning of `text` as its preview."""
        return replace(self, summary=replace(self.summary, preview=text[:PREVIEW_CHARACTERS]))
