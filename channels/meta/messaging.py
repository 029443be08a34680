"""Parses `entry[]` with `messaging[]` / `standby[]` (private messages) and `changes[]` (comments) of Meta webhooks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime

from channels.canonical import Canon
from channels.meta.comments import comment_events
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
    present,
    whole,
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
_KINDS = {
    "image": "image",
    "video": "video",
    "audio": "audio",
    "file": "file",
    "location": "location",
    "sticker": "sticker",
    "share": "link",
    "fallback": "link",
    "story_mention": "link",
    "ig_reel": "video",
    "reel": "video",
}


def parse_entries(ref: IntegrationRef, own: str, expected: str, raw_body: bytes, received_at: datetime) -> ParseResult:
    """Every inner event; entries of another account than `own` (when given) are left aside."""
    canon, ignored = Canon(ref, received_at), Counter[str]()
    try:
        body = whole(raw_body)
        if body.get("object") != expected:
            raise Unreadable("wrong_object")
        entries = listing(body, "entry")
        if not entries:
            raise Unreadable("missing_field")
    except Unreadable as unreadable:
        return ParseResult((canon.unreadable(unreadable.reason, raw_body),))
    events: list[ChannelEvent] = []
    for entry in entries:
        reader = _Entry(canon, ignored, own, expected, entry)
        events.extend(guarded(canon, reader.events, reader.kept))
    return ParseResult(tuple(events), ignored)


class _Entry:
    """One entry being read: the account it concerns and its inner items, each of which may fail alone."""

    def __init__(self, canon: Canon, ignored: Counter[str], own: str, expected: str, entry: object) -> None:
        self._canon, self._ignored, self._own, self._object, self._entry = canon, ignored, own, expected, entry

    def kept(self) -> Json:
        return {"object": self._object, "entry": [self._entry]}

    def events(self) -> Iterator[ChannelEvent]:
        entry = as_object(self._entry)
        account = identity(entry, "id", 256)
        if self._own and account != self._own:
            self._ignored["other_account"] += 1
            return
        lists: list[tuple[str, Callable[[Json], Iterator[ChannelEvent]]]] = [
            ("messaging", self._messaging),
            ("standby", self._messaging),
            ("changes", lambda change: comment_events(self._canon, self._ignored, account, entry, change)),
        ]
        if not any(name in entry for name, _ in lists):
            raise Unreadable("unknown_kind")
        envelope = {name: entry[name] for name in ("id", "time") if name in entry}
        for name, read in lists:
            for item in listing(entry, name):
                kept: Json = {"object": self._object, "entry": [{**envelope, name: [item]}]}
                yield from guarded(
                    self._canon,
                    lambda item=item, read=read: read(as_object(item)),  # type: ignore[misc]  # bound now
                    lambda kept=kept: kept,  # type: ignore[misc]  # as above
                )

    def _messaging(self, item: Json) -> Iterator[ChannelEvent]:
        for key, read in _READERS.items():
            if item.get(key) is not None:
                yield from read(self._canon, self._ignored, item, part(item, key))
                return
        for key, code in _NOTHING_FOR_US.items():
            if key in item:
                self._ignored[code] += 1
                return
        raise Unreadable("unknown_kind")


def _person(item: Json, side: str) -> ContactSeen:
    who = part(item, side)
    return ContactSeen(external_id=identity(who, "user_ref" if who.get("id") is None else "id", 256))


def _message(canon: Canon, ignored: Counter[str], item: Json, message: Json) -> Iterator[ChannelEvent]:
    own = message.get("is_echo") is True
    external_id = identity(message, "mid")
    contact = _person(item, "recipient" if own else "sender")
    at = moment(item, "timestamp", canon.received_at)
    if message.get("is_deleted") is True:
        if own:
            ignored["own_deletion"] += 1
        else:
            yield canon.deleted(contact, external_id, at)
        return
    text, files = words(message, "text"), _attachments(message)
    answered = maybe_part(message, "reply_to") or {}
    reply_to = maybe_identity(answered, "mid")
    if own:
        yield canon.echo(
            contact, external_id, at, text=text, visibility="private", reply_to=reply_to, attachments=files
        )
        return
    attributes = {}
    if quick := maybe_words(maybe_part(message, "quick_reply") or {}, "payload", 1000):
        attributes["quick_reply"] = quick
    if story := maybe_words(maybe_part(answered, "story") or {}, "id", 512):
        attributes["story"] = story
    if message.get("is_unsupported") is True:
        attributes["unsupported"] = "true"
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
        edit=str(revision),
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


def _attachments(message: Json) -> tuple[Attachment, ...]:
    files = []
    for item in listing(message, "attachments"):
        attachment = as_object(item)
        payload = attachment.get("payload")
        payload = payload if isinstance(payload, dict) else {}
        kind = "sticker" if payload.get("sticker_id") else _KINDS.get(str(attachment.get("type")), "other")
        where = payload.get("coordinates")
        fields = {
            "kind": kind,
            "url": link(payload, "url") or link(attachment, "url"),
            "name": maybe_words(attachment, "title", 256) or _coordinates(where),
        }
        files.append(Attachment.model_validate(fields))
    return tuple(files)


def _coordinates(where: object) -> str | None:
    if not isinstance(where, dict):
        return None
    latitude, longitude = maybe_words(where, "lat", 32), maybe_words(where, "long", 32)
    return f"{latitude},{longitude}" if latitude and longitude else None
