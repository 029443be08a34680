"""Files of a Messenger or Instagram message."""

from __future__ import annotations

from channels.reading import (
    Json,
    link,
    maybe_words,
    objects,
)
from contracts.channel import Attachment

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


def attachments(message: Json) -> tuple[Attachment, ...]:
    """The files of a message in their order; a place is named by its coordinates."""
    files = []
    for attachment in objects(message, "attachments"):
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
