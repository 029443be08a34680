"""Parses `changes[]`: comments, posts, ratings and reactions on a Facebook Page, and comments on Instagram."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from channels.canonical import Canon, content_hash
from channels.reading import (
    Json,
    Unreadable,
    identity,
    link,
    maybe_identity,
    maybe_part,
    maybe_words,
    moment,
    part,
    words,
)
from contracts.channel import Attachment, ChannelEvent, ContactSeen

_TEXT_ITEMS = frozenset({"comment", "post", "status", "photo", "video", "share", "link", "rating"})
_ADDED, _CHANGED, _REMOVED = frozenset({"add"}), frozenset({"edit", "edited"}), frozenset({"remove", "delete"})
_QUIET_VERBS = frozenset({"hide", "unhide", "block", "unblock", "mute", "follow", "update"})
_QUIET_ITEMS = frozenset({"album", "event", "milestone", "note", "story", "page", "offer", "question"})
_QUIET_FIELDS = frozenset({"leadgen", "story_insights", "parking", "payment_options", "general_info", "picture"})
_UNREADABLE_WITHOUT_FETCH = frozenset({"mention", "mentions"})


def comment_events(
    canon: Canon, ignored: Counter[str], account: str, entry: Json, change: Json
) -> Iterator[ChannelEvent]:
    """The events of one change; `account` is the brand's own id, whose comments are echoes."""
    field = identity(change, "field", 64)
    if field in _QUIET_FIELDS:
        ignored[field] += 1
        return
    if field in _UNREADABLE_WITHOUT_FETCH:
        raise Unreadable("needs_fetch", change, "field")
    at = moment(entry, "time", canon.received_at)
    value = part(change, "value")
    if field in ("comments", "live_comments"):
        yield from _instagram(canon, ignored, account, value, at)
    elif field in ("feed", "ratings"):
        yield from _page(canon, ignored, account, value, at)
    else:
        raise Unreadable("unknown_kind", change, "field")


def _instagram(canon: Canon, ignored: Counter[str], account: str, value: Json, at: datetime) -> Iterator[ChannelEvent]:
    author = part(value, "from")
    contact = ContactSeen(external_id=identity(author, "id", 256), handle=maybe_words(author, "username", 256))
    external_id, text = identity(value, "id"), words(value, "text")
    thread = maybe_identity(maybe_part(value, "media") or {}, "id")
    parent = maybe_identity(value, "parent_id")
    if contact.external_id == account:
        ignored["own_comment"] += 1
        return
    yield canon.message(
        contact, external_id, at, text=text, visibility="public", thread=thread, reply_to=parent or thread
    )


def _page(canon: Canon, ignored: Counter[str], account: str, value: Json, at: datetime) -> Iterator[ChannelEvent]:
    item, verb = words(value, "item", 64), words(value, "verb", 64)
    if verb in _QUIET_VERBS or item in _QUIET_ITEMS:
        ignored["feed_quiet"] += 1
        return
    told_at, at = at, moment(value, "created_time", at)
    changed_at = max(told_at, at)  # `created_time` is often that of the post or comment, whatever happened to it since
    contact = _author(value)
    if contact.external_id == account:
        ignored["own_post"] += 1
    elif item in ("reaction", "like"):
        yield _reaction(canon, value, contact, item, verb, changed_at)
    elif item in _TEXT_ITEMS:
        yield _written(canon, value, contact, item, verb, at if verb in _ADDED else changed_at)
    else:
        raise Unreadable("unknown_kind", value, "item")


def _author(value: Json) -> ContactSeen:
    author = maybe_part(value, "from")
    if author is not None:
        return ContactSeen(external_id=identity(author, "id", 256), name=maybe_words(author, "name", 256))
    side = "reviewer" if value.get("reviewer_id") is not None else "sender"
    return ContactSeen(external_id=identity(value, f"{side}_id", 256), name=maybe_words(value, f"{side}_name", 256))


def _reaction(canon: Canon, value: Json, contact: ContactSeen, item: str, verb: str, at: datetime) -> ChannelEvent:
    concerned = maybe_identity(value, "comment_id") or identity(value, "post_id")
    shown = None if verb in _REMOVED else (maybe_words(value, "reaction_type", 64) or item)
    return canon.reaction(contact, concerned, at, reaction=shown, change=at.isoformat())


def _written(canon: Canon, value: Json, contact: ContactSeen, item: str, verb: str, at: datetime) -> ChannelEvent:
    thread = maybe_identity(value, "post_id") or maybe_identity(value, "open_graph_story_id")
    external_id = maybe_identity(value, "comment_id") if item == "comment" else thread
    if external_id is None:
        raise Unreadable("missing_field", value, "comment_id" if item == "comment" else "post_id")
    text = words(value, "message") or words(value, "review_text")
    if verb in _REMOVED:
        return canon.deleted(contact, external_id, at)
    if verb in _CHANGED:  # Meta numbers no edits of a post, so time and text tell one edit from another
        return canon.edited(contact, external_id, at, text=text, edit=f"{at.isoformat()}/{content_hash(text)}")
    if verb not in _ADDED:
        raise Unreadable("unknown_kind", value, "verb")
    attributes = {"item": item}
    if rating := maybe_words(value, "rating", 16) or maybe_words(value, "recommendation_type", 16):
        attributes["rating"] = rating
    return canon.message(
        contact,
        external_id,
        at,
        text=text,
        visibility="public",
        thread=thread,
        reply_to=maybe_identity(value, "parent_id"),
        attachments=_files(value),
        attributes=attributes,
    )


def _files(value: Json) -> tuple[Attachment, ...]:
    files = []
    if photo := link(value, "photo"):
        files.append(Attachment(kind="image", url=photo))
    if video := link(value, "video"):
        files.append(Attachment(kind="video", url=video))
    if address := link(value, "link"):
        files.append(Attachment(kind="link", url=address))
    return tuple(files)
