"""The erasure of a contact: what is left of their messages, of the replies to them, and of conversations."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from services.inbox.domain.conversation import Conversation
from services.inbox.domain.leaving import changed
from services.inbox.domain.message import Message
from services.inbox.domain.reply import Reply


@dataclass(frozen=True, slots=True)
class Erasure:
    """The end of what is stored of a person: who asked for it here and when; `done_at` is None while it goes on."""

    by: str
    asked_at: datetime
    done_at: datetime | None = None


def erased_message(message: Message) -> Message:
    """The message without anything that somebody said or is called by; when it was, and who answered, stays."""
    return replace(
        message,
        state="erased",
        text="",
        quoted="",
        external_id=None,
        thread=None,
        reply_to=None,
        subject_line=None,
        copied_to=(),
        attachments=(),
        author_name=None,
    )


def erased_reply(reply: Reply, at: datetime) -> Reply:
    """The reply without its words and those of who decided on it; when it left and who wrote it stays."""
    approval = reply.approval.without_notes() if reply.approval is not None else None
    return changed(reply, text="", copy_to=(), approval=approval, erased_at=at)


def erased_conversation(before: Conversation, at: datetime) -> Conversation:
    """Nothing personal is left in it; what it was about, when and by whom it was answered stays."""
    origin = before.imported_from
    return replace(
        before,
        version=before.version + 1,
        erased_at=at,
        imported_from=replace(origin, tags=()) if origin is not None else None,
    )
