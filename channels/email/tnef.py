"""Unpacks winmail.dat (TNEF, MS-OXTNEF), in which some mail servers wrap the text and files of a mail.

The libraries for it take a count in the file for the number of their steps, so that 30 bytes cost four billion; here
every step moves on in the bytes. A body that is only there as RTF comes out as a file.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from channels.email.charsets import decoded

SIGNATURE = 0x223E9F78
FILES_LIMIT = 100
_TYPES = ("application/ms-tnef", "application/vnd.ms-tnef")

_ATTACHMENT_BEGINS, _ATTACHMENT_TITLE, _ATTACHMENT_DATA, _ATTACHMENT_PROPERTIES = 0x9002, 0x8010, 0x800F, 0x9005
_BODY, _MESSAGE_PROPERTIES, _CODE_PAGE = 0x800C, 0x9003, 0x9007
_MAPI_BODY, _MAPI_HTML, _MAPI_RTF, _MAPI_CODE_PAGE = 0x1000, 0x1013, 0x1009, 0x3FDE
_MAPI_LONG_NAME, _MAPI_MEDIA_TYPE, _MAPI_FILE_DATA = 0x3707, 0x370E, 0x3701

_STRING_8, _STRING_16, _OBJECT, _BINARY = 0x1E, 0x1F, 0x0D, 0x102
_FIXED_BYTES = {0x02: 4, 0x03: 4, 0x04: 4, 0x0A: 4, 0x0B: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x14: 8, 0x40: 8, 0x48: 16}
_MULTIPLE, _NAMED = 0x1000, 0x8000
_HEAD = struct.Struct("<BHHI")


@dataclass(slots=True)
class PackedFile:
    """A file inside."""

    name: str | None = None
    media_type: str = "application/octet-stream"
    content: bytes = b""


@dataclass(slots=True)
class Unpacked:
    """What was inside."""

    text: str = ""
    html: str = ""
    files: list[PackedFile] = field(default_factory=list)


def is_tnef(media_type: str, name: str | None) -> bool:
    """Whether a part of a mail is packed so, by its type or by the name it always has."""
    return media_type in _TYPES or (name or "").lower() == "winmail.dat"


def unpacked(content: bytes) -> Unpacked | None:
    """The text and files of a packed part; None when it is not one, or broken before anything was found."""
    if len(content) < 6 or struct.unpack_from("<I", content)[0] != SIGNATURE:
        return None
    found, charset = Unpacked(), "windows-1252"
    for name, data in _attributes(content):
        if name == _CODE_PAGE and len(data) >= 4:
            charset = _charset(struct.unpack_from("<I", data)[0]) or charset
        elif name == _BODY:
            found.text = decoded(data.rstrip(b"\0"), charset)
        elif name == _MESSAGE_PROPERTIES:
            _read_message(found, data, charset)
        elif name == _ATTACHMENT_BEGINS:
            if len(found.files) == FILES_LIMIT:
                break
            found.files.append(PackedFile())
        elif found.files:
            _read_file(found.files[-1], name, data, charset)
    return found if found.text or found.html or found.files else None


def _attributes(content: bytes) -> Iterator[tuple[int, bytes]]:
    """The attributes in order, as far as they are whole."""
    at = 6
    while at + _HEAD.size <= len(content):
        _, name, _, size = _HEAD.unpack_from(content, at)
        at += _HEAD.size
        if at + size > len(content):
            return
        yield name, content[at : at + size]
        at += size + 2  # the checksum, which nobody else looks at either


def _read_message(found: Unpacked, data: bytes, charset: str) -> None:
    values = dict(_properties(data))
    page = values.get(_MAPI_CODE_PAGE)
    if page is not None and len(page[1]) >= 4:
        charset = _charset(struct.unpack_from("<I", page[1])[0]) or charset
    if _MAPI_BODY in values:
        found.text = _text(values[_MAPI_BODY], charset)
    if _MAPI_HTML in values:
        found.html = _text(values[_MAPI_HTML], charset)
    if _MAPI_RTF in values and not (found.text or found.html):
        found.files.append(PackedFile("message.rtf", "application/rtf", values[_MAPI_RTF][1]))


def _read_file(file: PackedFile, name: int, data: bytes, charset: str) -> None:
    if name == _ATTACHMENT_DATA:
        file.content = file.content or data
    elif name == _ATTACHMENT_TITLE:
        file.name = file.name or decoded(data.rstrip(b"\0"), charset)[:256] or None
    elif name == _ATTACHMENT_PROPERTIES:
        values = dict(_properties(data))
        if _MAPI_FILE_DATA in values:
            file.content = values[_MAPI_FILE_DATA][1]
        if _MAPI_LONG_NAME in values:
            file.name = _text(values[_MAPI_LONG_NAME], charset)[:256] or file.name
        if _MAPI_MEDIA_TYPE in values:
            file.media_type = _text(values[_MAPI_MEDIA_TYPE], charset)[:128] or file.media_type


def _text(value: tuple[int, bytes], charset: str) -> str:
    kind, data = value
    if kind == _STRING_16:
        return decoded(data[: len(data) // 2 * 2].removesuffix(b"\0\0"), "utf-16le")
    return decoded(data.rstrip(b"\0"), charset)


def _charset(code_page: int) -> str | None:
    if code_page == 65001:
        return "utf-8"
    return {932: "shift_jis", 936: "gbk", 949: "euc-kr", 950: "big5"}.get(code_page, f"windows-{code_page}")


def _properties(data: bytes) -> Iterator[tuple[int, tuple[int, bytes]]]:
    """Properties by id, with type and value, as far as they can be read; of several values the first."""
    at = 4  # the count before them is not believed
    try:
        while at + 4 <= len(data):
            kind, name = struct.unpack_from("<HH", data, at)
            at += 4
            if name >= _NAMED:
                at = _after_name(data, at)
            values = 1
            base = kind & ~_MULTIPLE
            variable = base in (_STRING_8, _STRING_16, _OBJECT, _BINARY)
            if kind & _MULTIPLE or variable:
                values = struct.unpack_from("<I", data, at)[0]
                at += 4
            for number in range(values):
                size = struct.unpack_from("<I", data, at)[0] if variable else _FIXED_BYTES[base]
                at += 4 if variable else 0
                if at + size > len(data):
                    return
                if number == 0:
                    yield name, (base, data[at : at + size])
                at += size + -size % 4
    except (struct.error, KeyError):
        return


def _after_name(data: bytes, at: int) -> int:
    kind, size = struct.unpack_from("<II", data, at + 16)
    return at + 24 + (size + -size % 4 if kind else 0)
