"""Private messages on Messenger and Instagram: what one item of `messaging[]` or `standby[]` becomes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime

from channels.canonical import Canon
from channels.meta.attachments import attachments
from channels.reading import (
    Json,
    Unreadable,
    count,
    epoch,
    identity,
    listing,
    maybe_identity,
    maybe_part,
    maybe_words,
    moment,
    part,
    present,
    words,
)
from contracts.channel import Attachment, ChannelEvent, ContactSeen

_NOTHING_FOR_US = {
    "optin": "optin",
    "referral": "referral",
    "account_linking": "account_linking",
    "pass_thread_control": "thread_control",
    "take_thread_control": "thread_control",
    "request_thread_control": "thread_control",
    "app_roles": "app_roles",
    "policy-enforcement": "policy_enforcement",
    "policy_enforcement": "policy_enforcement",
    "checkout_update": "checkout",
    "pre_checkout": "checkout",
    "payment": "payment",
    "game_play": "game_play",
    "typing": "typing",
}


def _person(item: Json, side: str) -> ContactSeen:
    person = part(item, side)
    return ContactSeen(external_id=identity(person, "user_ref" if person.get("id") is None else "id", 256))


def _message(canon: Canon, ignored: Counter[str], item: Json, message: Json) -> Iterator[ChannelEvent]:
    is_echo = message.get("is_echo") is True
    external_id = identity(message, "mid")
    contact = _person(item, "recipient" if is_echo else "sender")
    at = moment(item, "timestamp", canon.received_at)
    if message.get("is_deleted") is True:
        if is_echo:
            ignored["own_deletion"] += 1
        else:
            yield canon.deleted(contact, external_id, at)
        return
    text, files = words(message, "text"), attachments(message)
    answered = maybe_part(message, "reply_to") or {}
    reply_to = maybe_identity(answered, "mid")
    if is_echo:
        yield canon.echo(
            contact, external_id, at, text=text, visibility="private", reply_to=reply_to, attachments=files
        )
        return
    attributes = _attributes(message, answered)
    if "unsupported" in attributes:
        files = (*files, Attachment(kind="other"))
    yield canon.message(
        contact,
        external_id,
        at,
        text=text,
        visibility="private",
        reply_to=reply_to,
        attachments=files,
        attributes=attributes,
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


def _postback(canon: Canon, _ignored: Counter[str], item: Json, postback: Json) -> Iterator[ChannelEvent]:
    contact, at = _person(item, "sender"), moment(item, "timestamp", canon.received_at)
    payload = words(postback, "payload", 1000)
    external_id = maybe_identity(postback, "mid") or f"postback.{contact.external_id}.{int(at.timestamp() * 1000)}"
    attributes = {"postback": payload} if payload else {}
    yield canon.message(
        contact,
        external_id,
        at,
        text=words(postback, "title") or payload,
        visibility="private",
        attributes=attributes,
    )


def _edit(canon: Canon, _ignored: Counter[str], item: Json, edit: Json) -> Iterator[ChannelEvent]:
    at, revision = moment(item, "timestamp", canon.received_at), count(edit, "num_edit") or 0
    yield canon.edited(
        _person(item, "sender"),
        identity(edit, "mid"),
        at,
        text=words(edit, "text"),
        edit=str(revision or at.isoformat()),
        revision=revision,
    )


def _reaction(canon: Canon, _ignored: Counter[str], item: Json, reaction: Json) -> Iterator[ChannelEvent]:
    at = moment(item, "timestamp", canon.received_at)
    put = reaction.get("action") != "unreact"
    shown = (words(reaction, "emoji", 64) or words(reaction, "reaction", 64) or "other") if put else None
    mid = identity(reaction, "mid")
    yield canon.reaction(_person(item, "sender"), mid, at, reaction=shown, change=at.isoformat())


def _delivery(canon: Canon, _ignored: Counter[str], item: Json, delivery: Json) -> Iterator[ChannelEvent]:
    contact = _person(item, "sender")
    watermark = epoch(present(delivery, "watermark"))
    at = moment(item, "timestamp", watermark)
    mids = [identity({"mid": mid}, "mid") for mid in listing(delivery, "mids")]
    for mid in mids:
        yield canon.receipt(contact, mid, at, status="delivered")
    if not mids:
        yield _up_to(canon, contact, at, "delivered", watermark)


def _read(canon: Canon, _ignored: Counter[str], item: Json, read: Json) -> Iterator[ChannelEvent]:
    contact, at = _person(item, "sender"), moment(item, "timestamp", canon.received_at)
    if mid := maybe_identity(read, "mid"):
        yield canon.receipt(contact, mid, at, status="read")
    else:
        yield _up_to(canon, contact, at, "read", epoch(present(read, "watermark")))


def _up_to(canon: Canon, contact: ContactSeen, at: datetime, status: str, watermark: datetime) -> ChannelEvent:
    named = f"{status}.{contact.external_id}"[:512]
    if status == "read":
        return canon.receipt(contact, named, at, status="read", watermark=watermark)
    return canon.receipt(contact, named, at, status="delivered", watermark=watermark)


_READERS: dict[str, Callable[[Canon, Counter[str], Json, Json], Iterator[ChannelEvent]]] = {
    "message": _message,
    "postback": _postback,
    "message_edit": _edit,
    "reaction": _reaction,
    "delivery": _delivery,
    "read": _read,
}


def messaging_events(canon: Canon, ignored: Counter[str], item: Json) -> Iterator[ChannelEvent]:
    """The events of one item; what carries nothing for us is counted by its code."""
    for key, read in _READERS.items():
        if item.get(key) is not None:
            yield from read(canon, ignored, item, part(item, key))
            return
    for key, code in _NOTHING_FOR_US.items():
        if key in item:
            ignored[code] += 1
            return
    raise Unreadable("unknown_kind")
