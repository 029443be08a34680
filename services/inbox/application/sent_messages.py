"""Our own messages as they are kept in a conversation."""

from __future__ import annotations

from datetime import datetime

from services.inbox.domain.conversation import Conversation
from services.inbox.domain.reply import Reply, text_mark
from services.inbox.domain.thread import message_id
from services.inbox.domain.words import search_words
from services.inbox.persistence.documents import Document, place_of


def sent_message_id(reply: Reply) -> str:
    """The id of the message a sent reply became: by the platform's id where it gave one, so that its echo meets it."""
    return message_id(reply.brand, reply.integration, reply.external_id or f"reply/{reply.id}")


def reply_message(reply: Reply, id_: str, conversation: Conversation, at: datetime) -> Document:
    """The message document of a reply that is out."""
    return {
        "id": id_,
        "conversation": conversation.id,
        "contact": conversation.contact,
        "integration": reply.integration,
        "channel": conversation.channel,
        "direction": "outbound",
        "external_id": reply.external_id,
        "event": reply.id,
        "body_hash": text_mark(reply.text),
        "origin": "reply",
        "text": reply.text,
        "state": "kept",
        "author": reply.author,
        "reply": reply.id,
        "sent_at": at,
        "place": place_of(at, conversation.version),
        "received_at": at,
        "visibility": conversation.visibility,
        "thread_of": None,
        "reply_to": reply.in_reply_to,
        "subject_line": None,
        "automated": False,
        "truncated": False,
        "attachments": [],
        "revision": 0,
        "edited_at": None,
        "words": search_words(reply.text),
    }
