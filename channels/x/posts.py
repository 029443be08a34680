"""Public posts on X: a message of a person, or an echo of the brand's own answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, TypedDict

from channels.reading import (
    Json,
    maybe_identity,
    maybe_part,
    maybe_words,
    part,
)
from channels.x.fields import contact_of, id_of, media_of, text_of, time_of
from channels.x.payload import Payload
from contracts.channel import Attachment, ChannelEvent, ContactSeen


class _Content(TypedDict):
    """What a message and an echo have in common."""

    text: str
    visibility: Literal["public"]
    thread: str
    reply_to: str | None
    attachments: tuple[Attachment, ...]


def post_events(payload: Payload, post: Json) -> Iterator[ChannelEvent]:
    """The event of one post; a retweet and a post of the brand that answers nobody are only counted."""
    if post.get("retweeted_status") is not None:
        payload.ignored["retweet"] += 1
        return
    author = part(post, "user")
    external_id, author_id = id_of(post), id_of(author, 256)
    at = time_of(post, payload.canon.received_at)
    content = _content(post, external_id)
    if author_id == payload.account:
        to = maybe_identity(post, "in_reply_to_user_id_str", 256) or maybe_identity(post, "in_reply_to_user_id", 256)
        if to is None or to == payload.account:
            payload.ignored["own_post"] += 1
            return
        contact = ContactSeen(external_id=to, handle=maybe_words(post, "in_reply_to_screen_name", 256))
        yield payload.canon.echo(contact, external_id, at, **content)
        return
    attributes = {}
    if language := maybe_words(post, "lang", 35):
        attributes["language"] = language
    if quoted := maybe_identity(post, "quoted_status_id_str"):
        attributes["quotes"] = quoted
    contact = contact_of(author_id, author)
    yield payload.canon.message(contact, external_id, at, **content, attributes=attributes)


def _content(post: Json, external_id: str) -> _Content:
    extended = maybe_part(post, "extended_tweet") or {}
    text = text_of(extended, "full_text") or text_of(post, "full_text") or text_of(post, "text")
    answered = maybe_identity(post, "in_reply_to_status_id_str") or maybe_identity(post, "in_reply_to_status_id")
    thread = maybe_identity(post, "conversation_id_str") or maybe_identity(post, "conversation_id")
    files = media_of(maybe_part(extended, "extended_entities") or maybe_part(post, "extended_entities") or {})
    return {
        "text": text,
        "visibility": "public",
        "thread": thread or answered or external_id,
        "reply_to": answered,
        "attachments": files,
    }
