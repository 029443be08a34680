"""Reads what X writes in every kind of object: ids, people, files and times."""

from __future__ import annotations

import calendar
import html
import re
from datetime import UTC, datetime, timedelta

from channels.reading import (
    Json,
    Unreadable,
    count,
    epoch,
    identity,
    link,
    maybe_words,
    objects,
    plausible,
    words,
)
from contracts.channel import Attachment, ContactSeen

_MEDIA = {"photo": "image", "video": "video", "animated_gif": "video"}
_ENTITY = re.compile(r"&(?:amp|lt|gt|quot|apos|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});")
_NAME_LIMIT = 256
_ESCAPED_LIMIT = 5 * _NAME_LIMIT  # an ampersand takes five characters on its way
_MONTHS = {name: month for month, name in enumerate(calendar.month_abbr) if name}  # English: no locale is set


def id_of(thing: Json, limit: int = 512) -> str:
    """The id as text, from the `…_str` field where there is one."""
    return identity(thing, "id_str" if thing.get("id_str") is not None else "id", limit)


def text_of(thing: Json, key: str) -> str:
    """Text as its author wrote it: X sends `&`, `<` and `>` as HTML entities."""
    return unescaped(words(thing, key))


def unescaped(text: str) -> str:
    """The text with its entities decoded once; what its author wrote as an entity stays one.

    Only those that escape markup count, with their semicolon: X writes no others, and `&copy=1` is part of an address.
    """
    return _ENTITY.sub(lambda entity: html.unescape(entity[0]), text)


def contact_of(external_id: str, user: Json) -> ContactSeen:
    """The contact with this id, as the user object describes them."""
    return ContactSeen(
        external_id=external_id,
        name=unescaped(maybe_words(user, "name", _ESCAPED_LIMIT) or "")[:_NAME_LIMIT] or None,
        handle=maybe_words(user, "screen_name", 256),
        reach=count(user, "followers_count"),
    )


def media_of(entities: Json) -> tuple[Attachment, ...]:
    """The files of an entities object."""
    files = []
    for media in objects(entities, "media"):
        kind = _MEDIA.get(str(media.get("type")), "other")
        address = link(media, "media_url_https") or link(media, "media_url")
        files.append(Attachment.model_validate({"kind": kind, "url": address, "external_id": id_of(media, 256)}))
    return tuple(files)


def time_of(thing: Json, otherwise: datetime) -> datetime:
    """`timestamp_ms` where given, else `created_at` ("Wed Feb 05 08:39:31 +0000 2020"), else `otherwise`."""
    if thing.get("timestamp_ms") is not None:
        return epoch(thing, "timestamp_ms")
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
        raise Unreadable("bad_time", thing, "created_at") from None
