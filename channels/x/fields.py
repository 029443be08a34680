"""Reads what X writes in every kind of object: ids, people, files and times."""

from __future__ import annotations

import calendar
from datetime import UTC, datetime, timedelta

from channels.reading import (
    Json,
    Unreadable,
    as_object,
    count,
    epoch,
    identity,
    link,
    listing,
    maybe_words,
    plausible,
)
from contracts.channel import Attachment, ContactSeen

_MEDIA = {"photo": "image", "video": "video", "animated_gif": "video"}
_MONTHS = {name: month for month, name in enumerate(calendar.month_abbr) if name}  # English: no locale is set


def id_of(thing: Json, limit: int = 512) -> str:
    """The id as text, from the `…_str` field where there is one."""
    return identity(thing, "id_str" if thing.get("id_str") is not None else "id", limit)


def contact_of(external_id: str, user: Json) -> ContactSeen:
    """The contact with this id, as the user object describes them."""
    return ContactSeen(
        external_id=external_id,
        name=maybe_words(user, "name", 256),
        handle=maybe_words(user, "screen_name", 256),
        reach=count(user, "followers_count"),
    )


def media_of(entities: Json) -> tuple[Attachment, ...]:
    """The files of an entities object."""
    files = []
    for item in listing(entities, "media"):
        media = as_object(item)
        kind = _MEDIA.get(str(media.get("type")), "other")
        address = link(media, "media_url_https") or link(media, "media_url")
        files.append(Attachment.model_validate({"kind": kind, "url": address, "external_id": id_of(media, 256)}))
    return tuple(files)


def time_of(thing: Json, otherwise: datetime) -> datetime:
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
