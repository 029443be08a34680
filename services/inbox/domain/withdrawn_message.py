"""The message of a reply that is withdrawn: which one it is, and what is left of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from services.inbox.domain.message import Message, sent_message_id
from services.inbox.domain.reply import Reply
from services.inbox.domain.thread import message_id


def withdrawn(message: Message, by: str, at: datetime) -> Message:
    """Our own message without its words, as one that was deleted at its platform, which may have told so before."""
    if message.state != "kept":
        return replace(message, withdrawn_by=by)
    return replace(message, state="deleted", text="", quoted="", edited_at=at, withdrawn_by=by)


def ids_of_sent(reply: Reply) -> tuple[str, ...]:
    """The ids its message may have: the platform may have given its own id after the message was stored."""
    return sent_message_id(reply), message_id(reply.brand, reply.integration, f"reply/{reply.id}")
