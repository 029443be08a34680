"""Parses X account activity: posts, deletions, likes, direct messages and their read marks.

Many lists may stand in one payload. Ids are taken from the `…_str` fields: the bare numbers pass 2^53.
"""

from __future__ import annotations

import calendar
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from channels.canonical import Canon
from channels.ports import IntegrationRef, ParseResult
from channels.reading import (
    Json,
    Unreadable,
    as_object,
    count,
    epoch,
    guarded,
    identity,
    link,
    listing,
    maybe_identity,
    maybe_part,
    maybe_words,
    moment,
    part,
    plausible,
    whole,
    words,
)
from contracts.channel import Attachment, ChannelEvent, ContactSeen

_NOTHING_FOR_US = {
    "follow_events": "follow",
    "block_events": "block",
    "mute_events": "mute",
    "user_event": "account_revoked",
    "direct_message_indicate_typing_events": "typing",
    "tweet_withheld_events": "withheld",
}
_MEDIA = {"photo": "image", "video": "video", "animated_gif": "video"}
_MONTHS = {name: month for month, name in enumerate(calendar.month_abbr) if name}  # English: no locale is set


class _Payload:
    """One payload being read: whose account it is for, who its people are, and what was left aside."""

    def __init__(self, canon: Canon, body: Json, ignored: Counter[str]) -> None:
        self.canon = canon
        self.account = identity(body, "for_user_id", 256)
        people = body.get("users")
        self.users: Json = people if isinstance(people, dict) else {}
        self.ignored = ignored

    def known(self, user_id: str) -> ContactSeen:
        user = self.users.get(user_id)
        return _contact(user_id, user if isinstance(user, dict) else {})


def parse_activity(ref: IntegrationRef, own: str, raw_body: bytes, received_at: datetime) -> ParseResult:
    """Every event of the payload; a payload for another account than `own` (when given) is left aside."""
    canon, ignored = Canon(ref, received_at), Counter[str]()
    try:
        body = whole(raw_body)
        payload = _Payload(canon, body, ignored)
    except Unreadable as unreadable:
        return ParseResult((canon.unreadable(unreadable.reason, raw_body),))
    if own and payload.account != own:
        return ParseResult((), Counter({"other_account": 1}))
    events: list[ChannelEvent] = []
    seen = False
    for key, code in _NOTHING_FOR_US.items():
        if key in body:
            ignored[code] += max(1, len(body[key]) if isinstance(body[key], list) else 1)
            seen = True
    for key, read in _READERS.items():
        if key not in body:
            continue
        seen = True
        events.extend(_each(payload, body, key, read))
    if not seen:
        events.append(canon.unreadable("unknown_kind", raw_body))
    return ParseResult(tuple(events), ignored)


_Read = Callable[[_Payload, Json], Iterator[ChannelEvent]]


def _each(payload: _Payload, body: Json, key: str, read: _Read) -> Iterator[ChannelEvent]:
    envelope = {name: body[name] for name in ("for_user_id", "users") if name in body}
    items = body[key] if isinstance(body[key], list) else [body[key]]
    for item in items:
        yield from guarded(
            payload.canon,
            lambda item=item: read(payload, as_object(item)),  # type: ignore[misc]  # a default argument binds it now
            lambda item=item: {**envelope, key: [item]},  # type: ignore[misc]  # as above
        )


def _post(payload: _Payload, post: Json) -> Iterator[ChannelEvent]:
    if post.get("retweeted_status") is not None:
        payload.ignored["retweet"] += 1
        return
    author = part(post, "user")
    external_id, author_id = _id(post), _id(author, 256)
    at = _time(post, payload.canon.received_at)
    extended = maybe_part(post, "extended_tweet") or {}
    text = words(extended, "full_text") or words(post, "full_text") or words(post, "text")
    answered = maybe_identity(post, "in_reply_to_status_id_str") or maybe_identity(post, "in_reply_to_status_id")
    thread = maybe_identity(post, "conversation_id_str") or maybe_identity(post, "conversation_id")
    thread = thread or answered or external_id
    files = _media(maybe_part(extended, "extended_entities") or maybe_part(post, "extended_entities") or {})
    if author_id == payload.account:
        to = maybe_identity(post, "in_reply_to_user_id_str", 256) or maybe_identity(post, "in_reply_to_user_id", 256)
        if to is None or to == payload.account:
            payload.ignored["own_post"] += 1
            return
        contact = ContactSeen(external_id=to, handle=maybe_words(post, "in_reply_to_screen_name", 256))
        yield payload.canon.echo(
            contact,
            external_id,
            at,
            text=text,
            visibility="public",
            thread=thread,
            reply_to=answered,
            attachments=files,
        )
        return
    attributes = {}
    if language := maybe_words(post, "lang", 35):
        attributes["language"] = language
    if quoted := maybe_identity(post, "quoted_status_id_str"):
        attributes["quotes"] = quoted
    yield payload.canon.message(
        _contact(author_id, author),
        external_id,
        at,
        text=text,
        visibility="public",
        thread=thread,
        reply_to=answered,
        attachments=files,
        attributes=attributes,
    )


def _deletion(payload: _Payload, deletion: Json) -> Iterator[ChannelEvent]:
    status = part(deletion, "status")
    author = identity(status, "user_id", 256)
    if author == payload.account:
        payload.ignored["own_deletion"] += 1
        return
    at = moment(deletion, "timestamp_ms", payload.canon.received_at)
    yield payload.canon.deleted(ContactSeen(external_id=author), _id(status), at)


def _like(payload: _Payload, like: Json) -> Iterator[ChannelEvent]:
    person = part(like, "user")
    who = _id(person, 256)
    if who == payload.account:
        payload.ignored["own_like"] += 1
        return
    at = _time(like, payload.canon.received_at)
    yield payload.canon.reaction(
        _contact(who, person),
        _id(part(like, "favorited_status")),
        at,
        reaction="like",
        change=maybe_identity(like, "id") or at.isoformat(),
    )


def _direct_message(payload: _Payload, event: Json) -> Iterator[ChannelEvent]:
    if event.get("type") not in (None, "message_create"):
        raise Unreadable("unknown_kind")
    message = part(event, "message_create")
    content = part(message, "message_data")
    external_id, sender = identity(event, "id"), identity(message, "sender_id", 256)
    at = moment(event, "created_timestamp", payload.canon.received_at)
    attachment = maybe_part(content, "attachment") or {}
    media = attachment.get("media")
    files = _media({"media": media if isinstance(media, list) else [media] if media else []})
    text = words(content, "text")
    if sender == payload.account:
        contact = payload.known(identity(part(message, "target"), "recipient_id", 256))
        yield payload.canon.echo(contact, external_id, at, text=text, visibility="private", attachments=files)
    else:
        contact = payload.known(sender)
        yield payload.canon.message(contact, external_id, at, text=text, visibility="private", attachments=files)


def _read_mark(payload: _Payload, mark: Json) -> Iterator[ChannelEvent]:
    reader = identity(mark, "sender_id", 256)
    if reader == payload.account:
        payload.ignored["own_read"] += 1
        return
    at = moment(mark, "created_timestamp", payload.canon.received_at)
    last = identity(mark, "last_read_event_id")
    yield payload.canon.receipt(payload.known(reader), last, at, status="read", watermark=at)


_READERS: dict[str, _Read] = {
    "tweet_create_events": _post,
    "tweet_delete_events": _deletion,
    "favorite_events": _like,
    "direct_message_events": _direct_message,
    "direct_message_mark_read_events": _read_mark,
}


def _id(thing: Json, limit: int = 512) -> str:
    return identity(thing, "id_str" if thing.get("id_str") is not None else "id", limit)


def _contact(external_id: str, user: Json) -> ContactSeen:
    return ContactSeen(
        external_id=external_id,
        name=maybe_words(user, "name", 256),
        handle=maybe_words(user, "screen_name", 256),
        reach=count(user, "followers_count"),
    )


def _media(entities: Json) -> tuple[Attachment, ...]:
    files = []
    for item in listing(entities, "media"):
        media = as_object(item)
        kind = _MEDIA.get(str(media.get("type")), "other")
        address = link(media, "media_url_https") or link(media, "media_url")
        files.append(Attachment.model_validate({"kind": kind, "url": address, "external_id": _id(media, 256)}))
    return tuple(files)


def _time(thing: Json, otherwise: datetime) -> datetime:
    """`timestamp_ms` where given, else `created_at` ("Wed Feb 05 08:39:31 +0000 2020"), else `otherwise`."""
    if thing.get("timestamp_ms") is not None:
        return epoch(thing["timestamp_ms"])
    written = thing.get("created_at")
    if written is None:
        return otherwise
    try:
        _, month, day, clock, offset, year = str(written).split(" ")
        hour, minute, second = (int(unit) for unit in clock.split(":"))
        local = datetime(int(year), _MONTHS[month], int(day), hour, minute, second, tzinfo=UTC)
        hours = int(offset[1:3]) + int(offset[3:5]) / 60
        return plausible(local - timedelta(hours=-hours if offset.startswith("-") else hours))
    except (ValueError, KeyError, OverflowError):
        raise Unreadable("bad_time") from None
