"""Finds what a person wrote in a MIME tree, and names its files: plain text first, else HTML without its markup."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message

from channels.email.charsets import decoded
from channels.email.fields import raw_field, shown
from channels.email.flowed import unflowed
from channels.email.html import charset_of, unmarked_parts
from channels.email.tnef import is_tnef, unpacked
from contracts.channel import Attachment

PARTS_LIMIT = 100  # parts of one mail that are looked at; also bounds how deep they can be nested
_MEDIA_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,63}/[a-z0-9!#$&^_.+-]{1,63}")
_KINDS = {"image": "image", "video": "video", "audio": "audio"}
_REPORT_PARTS = ("message/delivery-status", "message/global-delivery-status")


@dataclass(frozen=True, slots=True)
class Body:
    """The text and files of a mail; `prints` are hashes of the files, so that another file is another content.

    `cut` says that there was more HTML than is read.
    """

    text: str
    cut: bool
    attachments: tuple[Attachment, ...]
    prints: tuple[str, ...]


@dataclass(slots=True)
class _Reading:
    """What was found so far; `packed_…` is of winmail.dat, which repeats the text beside it if there is any."""

    plain: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)
    packed_plain: list[str] = field(default_factory=list)
    packed_html: list[str] = field(default_factory=list)
    files: list[Attachment] = field(default_factory=list)
    prints: list[str] = field(default_factory=list)

    def add_file(self, media_type: str, name: str | None, content: bytes) -> None:
        kind = media_type if _MEDIA_TYPE.fullmatch(media_type) else "application/octet-stream"
        main = _KINDS.get(kind.partition("/")[0], "file")
        self.files.append(Attachment.model_validate({"kind": main, "media_type": kind, "name": name}))
        self.prints.append(hashlib.sha256(content).hexdigest())


def body_of(mail: Message) -> Body:
    """Read every leaf once: inline text joins in order, everything else is a file."""
    reading = _Reading()
    for leaf in _leaves(mail):
        _read_leaf(reading, leaf)
    text, cut = _text(reading.plain, reading.html)
    if not text:
        text, cut = _text(reading.packed_plain, reading.packed_html)
    return Body(text, cut, tuple(reading.files[:100]), tuple(reading.prints))


def _text(plain: list[str], html: list[str]) -> tuple[str, bool]:
    cut = False
    if not any(part.strip() for part in plain):
        plain, cut = unmarked_parts(html)
    return "\n".join(plain).replace("\r\n", "\n").strip(), cut


def _read_leaf(reading: _Reading, leaf: Message) -> None:
    kind, name, content = leaf.get_content_type(), _file_name(leaf), _content(leaf)
    inline = not name and leaf.get_content_disposition() != "attachment"
    broken = leaf.get_content_maintype() == "multipart"  # without the boundary it names, it is one text
    if broken or (kind == "text/plain" and inline):
        reading.plain.append(unflowed(decoded(content, _charset(leaf)).replace("\r\n", "\n"), leaf))
    elif kind == "text/html" and inline:
        reading.html.append(decoded(content, _charset(leaf) or charset_of(content)))
    elif is_tnef(kind, name):
        packed = unpacked(content)
        if packed is None:
            reading.add_file(kind, name, content)
            return
        reading.packed_plain.append(packed.text)
        reading.packed_html.append(packed.html)
        for file in packed.files:
            reading.add_file(file.media_type, file.name, file.content)
    elif kind not in _REPORT_PARTS:
        reading.add_file(kind, name, content)


def _leaves(mail: Message) -> Iterator[Message]:
    """The leaves in order, without recursion; an enclosed message is one leaf, not looked into."""
    waiting: list[Message] = [mail]
    for _ in range(PARTS_LIMIT):
        if not waiting:
            return
        part = waiting.pop()
        inner = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(inner, list):
            waiting.extend(sub for sub in reversed(inner) if isinstance(sub, Message))
        else:
            yield part


def _content(leaf: Message) -> bytes:
    try:
        payload = leaf.get_payload(decode=True)
    except (ValueError, LookupError, UnicodeError):
        payload = None
    if isinstance(payload, bytes):
        return payload
    return leaf.as_bytes() if leaf.get_content_maintype() == "message" else b""


def _charset(leaf: Message) -> str | None:
    try:
        return leaf.get_content_charset()
    except (LookupError, UnicodeError, ValueError, TypeError):
        return None


def _file_name(leaf: Message) -> str | None:
    """The file's name, also where a program wrote it as it is instead of encoded."""
    head = Message()
    for name in ("content-disposition", "content-type"):
        if written := raw_field(leaf, name):
            head[name] = written
    try:
        found = head.get_param("filename", None, "content-disposition") or head.get_param("name", None, "content-type")
    except (LookupError, UnicodeError, ValueError, TypeError):
        return "unnamed"
    if isinstance(found, tuple):  # RFC 2231: charset, language, and the bytes as Latin-1
        found = decoded(found[2].encode("latin-1", "replace"), found[0])
    return shown(str(found))[:256] or None if found else None
