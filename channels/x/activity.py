"""Parses X account activity: posts, deletions, likes, direct messages and their read marks.

Many lists may stand in one payload. Ids are taken from the `…_str` fields: the bare numbers pass 2^53.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime

from channels.canonical import Canon
from channels.parts import Parts, Read, whole_unreadable
from channels.ports import IntegrationRef, ParseResult
from channels.reading import (
    Json,
    Unreadable,
    identity,
    maybe_identity,
    maybe_part,
    moment,
    part,
    whole,
)
from channels.x.fields import contact_of, id_of, media_of, text_of, time_of
from channels.x.payload import Payload
from channels.x.posts import post_events
from contracts.channel import ChannelEvent, ContactSeen

_NOTHING_FOR_US = {
    "follow_events": "follow",
    "block_events": "block",
    "mute_events": "mute",
    "user_event": "account_revoked",
    "direct_message_indicate_typing_events": "typing",
    "tweet_withheld_events": "withheld",
}


def parse_activity(ref: IntegrationRef, own_account: str, raw_body: bytes, received_at: datetime) -> ParseResult:
    """Every event of the payload; a payload for another account than `own_account` (when given) is left aside."""
    canon, ignored = Canon(ref, received_at), Counter[str]()
    try:
        body = whole(raw_body)
        payload = Payload(canon, body, ignored)
    except Unreadable as unreadable:
        return ParseResult((whole_unreadable(canon, unreadable, raw_body),))
    if own_account and payload.account != own_account:
        return ParseResult((), Counter({"other_account": 1}))
    events: list[ChannelEvent] = []
    parts = Parts(canon, body)
    has_known_key = False
    for key, code in _NOTHING_FOR_US.items():
        if key in body:
            ignored[code] += max(1, len(body[key]) if isinstance(body[key], list) else 1)
            has_known_key = True
    for key, read in _READERS.items():
        if key not in body:
            continue
        has_known_key = True
        events.extend(_each(parts, body, key, lambda item, read=read: read(payload, item)))  # type: ignore[misc]  # now
    if not has_known_key:
        events.append(canon.unreadable("unknown_kind", raw_body))
    return ParseResult(tuple(events), ignored)


def _each(parts: Parts, body: Json, key: str, read: Read) -> Iterator[ChannelEvent]:
    envelope: Json = {name: body[name] for name in ("for_user_id", "users") if name in body}
    take = parts.each if isinstance(body[key], list) else parts.one
    yield from take(body, key, read, lambda item: {**envelope, key: [item]})


def _deletion(payload: Payload, deletion: Json) -> Iterator[ChannelEvent]:
    status = part(deletion, "status")
    author = identity(status, "user_id", 256)
    if author == payload.account:
        payload.ignored["own_deletion"] += 1
        return
    at = moment(deletion, "timestamp_ms", payload.canon.received_at)
    yield payload.canon.deleted(ContactSeen(external_id=author), id_of(status), at)


def _like(payload: Payload, like: Json) -> Iterator[ChannelEvent]:
    person = part(like, "user")
    external_id = id_of(person, 256)
    if external_id == payload.account:
        payload.ignored["own_like"] += 1
        return
    at = time_of(like, payload.canon.received_at)
    yield payload.canon.reaction(
        contact_of(external_id, person),
        id_of(part(like, "favorited_status")),
        at,
        reaction="like",
        change=maybe_identity(like, "id") or at.isoformat(),
    )


def _direct_message(payload: Payload, event: Json) -> Iterator[ChannelEvent]:
    if event.get("type") not in (None, "message_create"):
        raise Unreadable("unknown_kind", event, "type")
    message = part(event, "message_create")
    content = part(message, "message_data")
    external_id, sender = identity(event, "id"), identity(message, "sender_id", 256)
    at = moment(event, "created_timestamp", payload.canon.received_at)
    attachment = maybe_part(content, "attachment") or {}
    media = attachment.get("media")
    files = media_of({"media": media if isinstance(media, list) else [media] if media else []})
    text = text_of(content, "text")
    if sender == payload.account:
        contact = payload.person(identity(part(message, "target"), "recipient_id", 256))
        yield payload.canon.echo(contact, external_id, at, text=text, visibility="private", attachments=files)
    else:
        contact = payload.person(sender)
        yield payload.canon.message(contact, external_id, at, text=text, visibility="private", attachments=files)


def _read_mark(payload: Payload, mark: Json) -> Iterator[ChannelEvent]:
    reader = identity(mark, "sender_id", 256)
    if reader == payload.account:
        payload.ignored["own_read"] += 1
        return
    at = moment(mark, "created_timestamp", payload.canon.received_at)
    last = identity(mark, "last_read_event_id")
    yield payload.canon.receipt(payload.person(reader), last, at, status="read", watermark=at)


_READERS: dict[str, Callable[[Payload, Json], Iterator[ChannelEvent]]] = {
    "tweet_create_events": post_events,
    "tweet_delete_events": _deletion,
    "favorite_events": _like,
    "direct_message_events": _direct_message,
    "direct_message_mark_read_events": _read_mark,
}
