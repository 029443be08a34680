"""What a WhatsApp message holds, by its type: text, files, places, cards, answers to buttons and forms, orders."""

from __future__ import annotations

from dataclasses import dataclass, field

from channels.reading import Json, Unreadable, link, listing, maybe_part, maybe_words, objects, part, words
from contracts.channel import Attachment

_FILES = {
    "image": "image",
    "video": "video",
    "audio": "audio",
    "voice": "audio",
    "document": "file",
    "sticker": "sticker",
}
_NOT_SHOWN = frozenset({"unsupported", "unknown", "ephemeral", "request_welcome"})


@dataclass(frozen=True, slots=True)
class Contents:
    """Text, files and small facts of one message."""

    text: str = ""
    attachments: tuple[Attachment, ...] = ()
    attributes: dict[str, str] = field(default_factory=dict)


def contents(message: Json) -> Contents:
    """Read a message by its `type`.

    Raises:
        Unreadable: `unknown_kind` for a type we do not know, or what its fields are refused for.
    """
    kind = message.get("type")
    if kind == "text":
        return Contents(words(part(message, "text"), "body"))
    if kind in _FILES:
        return _file(kind, part(message, kind))
    if kind == "location":
        return _place(part(message, "location"))
    if kind == "contacts":
        return _cards(message)
    if kind == "button":
        button = part(message, "button")
        return Contents(words(button, "text"), attributes=_named("button", maybe_words(button, "payload", 1000)))
    if kind == "interactive":
        return _interactive(message)
    if kind == "order":
        order = part(message, "order")
        count = len(listing(order, "product_items"))
        return Contents(words(order, "text"), (Attachment(kind="other", name="order"),), {"order_items": str(count)})
    if kind in _NOT_SHOWN:
        return _not_shown(message)
    raise Unreadable("unknown_kind", message, "type")


def _file(kind: str, media: Json) -> Contents:
    fields = {
        "kind": _FILES[kind],
        "url": link(media, "url"),
        "media_type": maybe_words(media, "mime_type", 128),
        "name": maybe_words(media, "filename", 256),
        "external_id": maybe_words(media, "id", 256),
    }
    return Contents(words(media, "caption"), (Attachment.model_validate(fields),))


def _place(place: Json) -> Contents:
    where = f"{maybe_words(place, 'latitude', 32) or ''},{maybe_words(place, 'longitude', 32) or ''}"
    named = ", ".join(filter(None, (maybe_words(place, "name", 256), maybe_words(place, "address", 512))))
    return Contents(named, (Attachment(kind="location", name=where, url=link(place, "url")),))


def _cards(message: Json) -> Contents:
    names = []
    for card in objects(message, "contacts"):
        named = maybe_part(card, "name") or {}
        names.append(maybe_words(named, "formatted_name", 256))
    return Contents("", tuple(Attachment(kind="contact", name=name) for name in names))


def _interactive(message: Json) -> Contents:
    interactive = maybe_part(message, "interactive")
    if interactive is None:  # Meta sends the type alone when the content fails on its side
        return Contents("", (Attachment(kind="other"),), {"unsupported": "interactive"})
    for kind in ("button_reply", "list_reply"):
        if answer := maybe_part(interactive, kind):
            return Contents(words(answer, "title"), attributes=_named(kind, maybe_words(answer, "id", 1000)))
    if form := maybe_part(interactive, "nfm_reply"):
        attributes = _named("form", maybe_words(form, "name", 256))
        return Contents(words(form, "body"), (Attachment(kind="other", name="form"),), attributes)
    raise Unreadable("unknown_kind", message, "interactive")


def _not_shown(message: Json) -> Contents:
    """The person sent what the API cannot show; an employee should know, to ask for it in another way."""
    errors = objects(message, "errors")
    code = maybe_words(errors[0], "code", 64) if errors else None
    return Contents("", (Attachment(kind="other"),), {"unsupported": code or "unknown"})


def _named(name: str, value: str | None) -> dict[str, str]:
    return {name: value} if value else {}
