"""Reads header fields of real mail: encoded words, raw 8-bit, broken charsets; never raises."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime

from channels.reading import Unreadable, plausible, whole_characters

_MESSAGE_ID = re.compile(r"<([^<>\s]{1,500})>")
_FOLD = re.compile(r"[\r\n\t]+ *| {2,}")
_ADDRESS = re.compile(r"[^@\s\x00-\x1f]{1,128}@[^@\s\x00-\x1f]{1,126}")
_FIELD_LIMIT = 20_000  # characters of one field that are looked at


def raw_field(mail: Message, name: str) -> str:
    """The field as it was written, as text; empty when missing. 8-bit bytes are UTF-8 (RFC 6532), else Latin-1."""
    lower_name = name.lower()
    for field, value in mail.raw_items():
        if field.lower() == lower_name:
            written = str(value)[:_FIELD_LIMIT].encode("ascii", "surrogateescape")
            return readable(written, None)
    return ""


def readable(content: bytes, charset: str | None) -> str:
    """Decode by the declared charset, else UTF-8, else Latin-1, which takes any byte."""
    for candidate in (charset, "utf-8"):
        if candidate is None:
            continue
        try:
            return whole_characters(content.decode(candidate))
        except (LookupError, UnicodeError, ValueError):
            continue
    if charset is not None and charset.lower() in ("utf-8", "utf8"):  # broken by one byte, not another charset
        return whole_characters(content.decode("utf-8", "replace"))
    return whole_characters(content.decode("latin-1"))


def shown(written: str) -> str:
    """A field as a person reads it: folds undone, encoded words (RFC 2047) decoded where they can be."""
    unfolded = _FOLD.sub(" ", written).strip()
    if "=?" not in unfolded:
        return unfolded
    try:
        chunks = decode_header(unfolded)
    except (HeaderParseError, ValueError):
        return unfolded
    texts = [chunk if isinstance(chunk, str) else readable(chunk, charset) for chunk, charset in chunks]
    return "".join(texts).strip()


def first_address(mail: Message, *names: str) -> tuple[str, str] | None:
    """Display name and lower-case address of the first field that has a usable one."""
    for name in names:
        written = raw_field(mail, name)
        try:
            pairs = getaddresses([_FOLD.sub(" ", written)])
        except (ValueError, IndexError, RecursionError):  # the last one for comments nested a thousand deep
            pairs = []
        for display, address in [*pairs, *(("", match) for match in _ADDRESS.findall(written))]:
            bare = address.strip("<> \"'").lower()
            if _ADDRESS.fullmatch(bare) and len(bare) <= 254:
                return shown(display)[:256], bare
    return None


def message_ids(mail: Message, name: str) -> list[str]:
    """The message ids of a field, without brackets, invalid ones left out."""
    return [id_.strip() for id_ in _MESSAGE_ID.findall(raw_field(mail, name))]


def written_at(mail: Message, received_at: datetime) -> datetime:
    """The Date field, which the sender sets: not believed when unreadable or later than a day after arrival."""
    try:
        date = parsedate_to_datetime(raw_field(mail, "date"))
        at = plausible(date if date.tzinfo else date.replace(tzinfo=UTC))
    except (ValueError, TypeError, IndexError, OverflowError, Unreadable):
        return received_at
    return at if at <= received_at + timedelta(days=1) else received_at
