"""Reads for the API: pages of lists with stable sorts, the search, and a contact with their conversations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from services.inbox.application.records import AuditEntry
from services.inbox.domain.contact import Contact
from services.inbox.domain.conversation import Conversation
from services.inbox.domain.conversation_record import ConversationRecord
from services.inbox.domain.guideline import Listening
from services.inbox.domain.message import Message
from services.inbox.domain.reply import Reply
from services.inbox.domain.unreadable import UnreadablePayload

Sort = Literal["opened", "due", "priority"]
SortValue = datetime | int
After = tuple[SortValue, str] | None
"""The sort value and the id of the last item of the page before."""


@dataclass(frozen=True, slots=True)
class Filters:
    """The filters of a list of conversations; None narrows nothing.

    `q` has the words of a search; `heard_by` is what a listener is let read, who sees no more than that.
    """

    status: str | None = None
    triage: str | None = None
    channel: str | None = None
    integration: str | None = None
    language: str | None = None
    holder: str | None = None
    contact: str | None = None
    min_priority: int | None = None
    due_before: datetime | None = None
    q: str | None = None
    visibility: str | None = None
    heard_by: Listening | None = None


def sort_value(conversation: Conversation, sort: Sort) -> SortValue:
    """The value a list is sorted by; a list by due time has only conversations that are due some time."""
    if sort == "priority":
        return conversation.priority
    return (conversation.due_at if sort == "due" else None) or conversation.opened_at


class InboxQueries(Protocol):
    """Reads of one service's records; every one names the brand first."""

    async def conversations(
        self, brand: str, filters: Filters, sort: Sort, after: After, limit: int
    ) -> Sequence[ConversationRecord]:
        """A page of conversations: the newest first, or by when they are due, or by priority."""

    async def messages(self, brand: str, conversation: str, after: After, limit: int) -> Sequence[Message]:
        """A page of a conversation's messages, the oldest first."""

    async def replies(self, brand: str, conversation: str, after: After, limit: int) -> Sequence[Reply]:
        """A page of a conversation's replies, the oldest first."""

    async def awaiting_approval(self, brand: str, limit: int) -> Sequence[Reply]:
        """Replies that wait for approval, the oldest first."""

    async def newest_replies(self, brand: str, limit: int) -> Sequence[Reply]:
        """The brand's newest replies, the newest first."""

    async def unreadable(self, brand: str, after: After, limit: int) -> Sequence[UnreadablePayload]:
        """A page of unreadable payloads, without their bytes, the newest first."""

    async def audit(self, brand: str, after: After, limit: int) -> Sequence[AuditEntry]:
        """A page of the audit, the newest first."""

    async def contact(self, brand: str, id_: str) -> tuple[Contact, Sequence[str]] | None:
        """A contact with the ids of their newest conversations, or None."""
