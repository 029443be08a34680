"""Tries a directory of cases: files beside one another, each of which says by itself which platform it is of."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from channels.email.channel import EmailSettings
from channels.ports import ChannelSettings
from channels.registry import channel
from contracts.channel import ChannelEvent, MessageEdited, MessageReceived, PayloadUnreadable, ReactionChanged
from contracts.channel import ReceiptReceived as Receipt
from tests.tools.tally import Tally, kind_of

BRAND = "brand.example"
STANDS_FOR = {b"{BRAND}": BRAND.encode(), b"{REPLYID}": b"reply.1@brand.example", b"{WHO}": b"jan@mail.example"}
OBJECTS = {"whatsapp_business_account": "whatsapp", "page": "messenger", "instagram": "instagram"}
MAILBOX = EmailSettings(address=f"care@{BRAND}", smtp_host=f"smtp.{BRAND}")
WORDS = 60  # characters of a text that a line shows


def is_case(path: Path) -> bool:
    """Whether a file is a case: a mail or JSON."""
    return path.is_file() and path.suffix in (".eml", ".json")


def case_lines(directory: Path, tally: Tally) -> Iterator[str]:
    """One line a file: what became of it. A list in JSON is posted one by one in its order."""
    for path in sorted(filter(is_case, directory.iterdir())):
        outcomes = []
        for name, raw in _bodies(path):
            settings = MAILBOX if name == "email" else ChannelSettings()
            result = tally.take(channel(name), path.name, raw, settings)
            outcomes += [_shown(event) for event in result.events]
            outcomes += [f"ignored {code}" for code in result.ignored.elements()]
        yield f"{path.name}: {'; '.join(outcomes) or 'nothing'}"


def _bodies(path: Path) -> list[tuple[str, bytes]]:
    """The bodies of a case, each with its channel."""
    raw = path.read_bytes()
    if path.suffix == ".eml":
        for name, value in STANDS_FOR.items():
            raw = raw.replace(name, value)
        return [("email", raw)]
    body = json.loads(raw)
    return [(_channel_of(each), json.dumps(each).encode()) for each in (body if isinstance(body, list) else [body])]


def _channel_of(body: Any) -> str:  # noqa: ANN401 - JSON is any of its types
    if isinstance(body, dict) and "for_user_id" in body:
        return "x"
    return OBJECTS.get(str(body.get("object")), "generic") if isinstance(body, dict) else "generic"


def _shown(event: ChannelEvent) -> str:
    """The event in a few words."""
    known = " = ".join((event.contact.external_id, *event.contact.also_known_as))
    shown = f"{kind_of(event)} of {known}"
    if isinstance(event, PayloadUnreadable):
        return f"unreadable {event.reason} at {event.field or 'all of it'}"
    if isinstance(event, MessageReceived):
        marks = [name for name in ("automated", "garbled", "standby", "truncated") if getattr(event, name)]
        subject = f" [{event.subject_line}]" if event.subject_line else ""
        shown += f"{subject}{''.join(f' ({mark})' for mark in marks)} {event.text[:WORDS]!r}"
        return f"{shown} + {len(event.quoted)} quoted" if event.quoted else shown
    if isinstance(event, MessageEdited):
        return f"{shown} {event.text[:WORDS]!r} at {event.at:%H:%M:%S}"
    if isinstance(event, ReactionChanged):
        return f"{shown} {event.reaction or 'taken back'} at {event.at:%H:%M:%S}"
    if isinstance(event, Receipt):
        return f"{shown} {event.status} {event.error_code or ''} for {event.external_id}"
    return shown
