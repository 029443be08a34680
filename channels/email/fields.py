"""Reads header fields of real mail: encoded words beside raw 8-bit, wrong labels of charsets; never raises."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from itertools import islice

from channels.email.addresses import ADDRESS, normal_address
from channels.email.charsets import decoded
from channels.reading import plausible

_MESSAGE_ID = re.compile(r"<([^<>\s]{1,500})>")
_ENCODED_WORD = r"=\?[^?\s]{1,64}+\?[bBqQ]\?[^?]*+\?="
_ENCODED_WORDS = re.compile(rf"{_ENCODED_WORD}(?:\s*+{_ENCODED_WORD})*+")
_FOLD = re.compile(r"[\r\n\t]+ *| {2,}")
ADDRESSES_LIMIT = 100  # of one mail that are looked at
_FIELD_LIMIT = 20_000  # characters of one field that are looked at


def raw_field(mail: Message, name: str) -> str:
    """The field as it was written, as text; empty when missing. 8-bit bytes are UTF-8 (RFC 6532) where they fit."""
    lower_name = name.lower()
    for field, value in mail.raw_items():
        if field.lower() == lower_name:
            written = str(value)[:_FIELD_LIMIT].encode("ascii", "surrogateescape")
            return decoded(written, None)
    return ""


def shown(written: str) -> str:
    """A field as a person reads it: folds undone, encoded words (RFC 2047) decoded where they can be."""
    unfolded = _FOLD.sub(" ", written).strip()
    if "=?" not in unfolded:
        return unfolded
    return _ENCODED_WORDS.sub(lambda run: _decoded_run(run.group()), unfolded).strip()


def _decoded_run(run: str) -> str:
    """Encoded words in a row: those of one charset are joined first, since some programs cut a character in two."""
    try:
        chunks = decode_header(run)
    except (HeaderParseError, ValueError):
        return run
    return "".join(chunk if isinstance(chunk, str) else decoded(chunk, charset) for chunk, charset in chunks)


def first_address(mail: Message, *names: str) -> tuple[str, str] | None:
    """Display name and normal address (`channels.email.addresses`) of the first field that has a usable one."""
    return next(_addresses(mail, names), None)


def all_addresses(mail: Message, *names: str) -> set[str]:
    """The normal addresses of these fields, at most `ADDRESSES_LIMIT`."""
    return {address for _, address in islice(_addresses(mail, names), ADDRESSES_LIMIT)}


def _addresses(mail: Message, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    for name in names:
        written = raw_field(mail, name)
        try:
            pairs = getaddresses([_FOLD.sub(" ", written)])
        except (ValueError, IndexError, RecursionError):  # the last one for comments nested a thousand deep
            pairs = []
        usable = [pair for display, address in pairs if (pair := _usable(display, address))]
        yield from usable or [pair for match in ADDRESS.findall(written) if (pair := _usable("", match))]


def _usable(display: str, address: str) -> tuple[str, str] | None:
    bare = address.strip("<> \"',;")
    if not ADDRESS.fullmatch(bare) or len(bare) > 254:
        return None
    return shown(display)[:256], normal_address(bare)


def message_ids(mail: Message, name: str) -> list[str]:
    """The message ids of a field, without brackets, invalid ones left out."""
    return [id_.strip() for id_ in _MESSAGE_ID.findall(raw_field(mail, name))]


def written_at(mail: Message, received_at: datetime) -> datetime:
    """The Date field, which the sender sets: not believed when unreadable or later than a day after arrival."""
    try:
        date = parsedate_to_datetime(raw_field(mail, "date"))
        at = plausible(date if date.tzinfo else date.replace(tzinfo=UTC))
    except (ValueError, TypeError, IndexError, OverflowError):
        return received_at
    return at if at <= received_at + timedelta(days=1) else received_at
