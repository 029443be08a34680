"""Private messages on Messenger and Instagram: what one item of `messaging[]` or `standby[]` becomes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from channels.canonical import Canon
from channels.meta.attachments import attachments
from channels.meta.line import Line
from channels.meta.thread_control import person, thread_passed, thread_taken
from channels.reading import (
    Json,
    Unreadable,
    count,
    epoch,
    identities,
    identity,
    maybe_identity,
    maybe_part,
    maybe_words,
    moment,
    part,
    words,
)
from contracts.channel import Attachment, ChannelEvent, ContactSeen

_NOTHING_FOR_US = {
    "optin": "optin",
    "referral": "referral",
    "account_linking": "account_linking",
    "request_thread_control": "thread_control_requested",
    "app_roles": "app_roles",
    "policy-enforcement": "policy_enforcement",
    "policy_enforcement": "policy_enforcement",
    "checkout_update": "checkout",
    "pre_checkout": "checkout",
    "payment": "payment",
    "game_play": "game_play",
    "typing": "typing",
}


def _message(line: Line, item: Json, message: Json) -> Iterator[ChannelEvent]:
    is_echo = message.get("is_echo") is True
    external_id = identity(message, "mid")
    contact = person(item, "recipient" if is_echo else "sender")
    at = moment(item, "timestamp", line.canon.received_at)
    if message.get("is_deleted") is True:
        if is_echo:
            line.ignored["own_deletion"] += 1
        else:
            yield line.canon.deleted(contact, external_id, at)
        return
    text, files = words(message, "text"), attachments(message)
    answered = maybe_part(message, "reply_to") or {}
    reply_to = maybe_identity(answered, "mid")
    if is_echo:
        yield line.canon.echo(
            contact, external_id, at, text=text, visibility="private", reply_to=reply_to, attachments=files
        )
        return
    attributes = _attributes(message, answered)
    if "unsupported" in attributes:
        files = (*files, Attachment(kind="other"))
    yield line.canon.message(
        contact,
        external_id,
        at,
        text=text,
        visibility="private",
        reply_to=reply_to,
        attachments=files,
        attributes=attributes,
        standby=line.is_standby,
    )


def _attributes(message: Json, answered: Json) -> dict[str, str]:
    attributes = {}
    if quick := maybe_words(maybe_part(message, "quick_reply") or {}, "payload", 1000):
        attributes["quick_reply"] = quick
    if story := maybe_words(maybe_part(answered, "story") or {}, "id", 512):
        attributes["story"] = story
    if message.get("is_unsupported") is True:
        attributes["unsupported"] = "true"
    return attributes


def _postback(line: Line, item: Json, postback: Json) -> Iterator[ChannelEvent]:
    contact, at = person(item, "sender"), moment(item, "timestamp", line.canon.received_at)
    payload = words(postback, "payload", 1000)
    external_id = maybe_identity(postback, "mid") or f"postback.{contact.external_id}.{int(at.timestamp() * 1000)}"
    attributes = {"postback": payload} if payload else {}
    yield line.canon.message(
        contact,
        external_id,
        at,
        text=words(postback, "title") or payload,
        visibility="private",
        attributes=attributes,
        standby=line.is_standby,
    )


def _edit(line: Line, item: Json, edit: Json) -> Iterator[ChannelEvent]:
    at, revision = moment(item, "timestamp", line.canon.received_at), count(edit, "num_edit") or 0
    yield line.canon.edited(
        person(item, "sender"),
        identity(edit, "mid"),
        at,
        text=words(edit, "text"),
        edit=str(revision or at.isoformat()),
        revision=revision,
    )


def _reaction(line: Line, item: Json, reaction: Json) -> Iterator[ChannelEvent]:
    at = moment(item, "timestamp", line.canon.received_at)
    put = reaction.get("action") != "unreact"
    shown = (words(reaction, "emoji", 64) or words(reaction, "reaction", 64) or "other") if put else None
    mid = identity(reaction, "mid")
    yield line.canon.reaction(person(item, "sender"), mid, at, reaction=shown, change=at.isoformat())


def _delivery(line: Line, item: Json, delivery: Json) -> Iterator[ChannelEvent]:
    contact = person(item, "sender")
    watermark = epoch(delivery, "watermark")
    at = moment(item, "timestamp", watermark)
    mids = identities(delivery, "mids")
    for mid in mids:
        yield line.canon.receipt(contact, mid, at, status="delivered")
    if not mids:
        yield _up_to(line.canon, contact, at, "delivered", watermark)


def _read(line: Line, item: Json, read: Json) -> Iterator[ChannelEvent]:
    contact, at = person(item, "sender"), moment(item, "timestamp", line.canon.received_at)
    if mid := maybe_identity(read, "mid"):
        yield line.canon.receipt(contact, mid, at, status="read")
    else:
        yield _up_to(line.canon, contact, at, "read", epoch(read, "watermark"))


def _up_to(canon: Canon, contact: ContactSeen, at: datetime, status: str, watermark: datetime) -> ChannelEvent:
    named = f"{status}.{contact.external_id}"[:512]
    if status == "read":
        return canon.receipt(contact, named, at, status="read", watermark=watermark)
    return canon.receipt(contact, named, at, status="delivered", watermark=watermark)


_READERS: dict[str, Callable[[Line, Json, Json], Iterator[ChannelEvent]]] = {
    "message": _message,
    "postback": _postback,
    "message_edit": _edit,
    "reaction": _reaction,
    "delivery": _delivery,
    "read": _read,
    "pass_thread_control": thread_passed,
    "take_thread_control": thread_taken,
}


def messaging_events(line: Line, item: Json) -> Iterator[ChannelEvent]:
    """The events of one item; what carries nothing for us is counted by its code."""
    for key, read in _READERS.items():
        if item.get(key) is not None:
            yield from read(line, item, part(item, key))
            return
    for key, code in _NOTHING_FOR_US.items():
        if key in item:
            line.ignored[code] += 1
            return
    raise Unreadable("unknown_kind")
