"""Reads fields of a platform's JSON whose numbers are text; what does not fit is Unreadable with a code."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import ValidationError

from channels.canonical import Canon
from chassis.strictjson import NotStrictJson, loads_digits
from contracts.channel import ChannelEvent

Json = dict[str, Any]

_LOST_DIGITS = re.compile(r"-?\d+(\.\d+)?[eE][+-]?\d+|-?\d+\.\d+")
_BROKEN = re.compile("[\x00\ud800-\udfff]")
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
_LATEST = datetime(9000, 1, 1, tzinfo=UTC)  # leaves room for time zones and sums before the year 9999
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECONDS_FROM = 10**11  # as seconds this is the year 5138, as milliseconds March 1973


class Unreadable(Exception):
    """A part that cannot be read; `reason` is a code, never content."""

    def __init__(self, reason: str) -> None:
        """Keep the code."""
        super().__init__(reason)
        self.reason = reason


def whole(raw_body: bytes) -> Json:
    """The payload as an object; Unreadable with the strict reader's code, or `wrong_type`."""
    try:
        return as_object(loads_digits(raw_body))
    except NotStrictJson as refused:
        raise Unreadable(refused.reason) from None


def as_object(value: object) -> Json:
    """The value as an object."""
    if isinstance(value, dict):
        return value
    raise Unreadable("wrong_type")


def part(parent: Json, key: str) -> Json:
    """A required inner object."""
    return as_object(present(parent, key))


def maybe_part(parent: Json, key: str) -> Json | None:
    """An inner object that may be missing or null."""
    value = parent.get(key)
    return None if value is None else as_object(value)


def present(parent: Json, key: str) -> Any:  # noqa: ANN401 - JSON is any of its types
    """A field that must be there and not null."""
    value = parent.get(key)
    if value is None:
        raise Unreadable("missing_field")
    return value


def listing(parent: Json, key: str) -> list[Any]:
    """A list that may be missing or null."""
    value = parent.get(key)
    if value is None:
        return []
    if isinstance(value, list):
        return value
    raise Unreadable("wrong_type")


def identity(parent: Json, key: str, limit: int = 512) -> str:
    """A required id, as the text it was written as; a number that lost digits on its way is refused."""
    value = present(parent, key)
    if not isinstance(value, str):
        raise Unreadable("wrong_type")
    if not value or len(value) > limit or _BROKEN.search(value):
        raise Unreadable("bad_id")
    if _LOST_DIGITS.fullmatch(value):
        raise Unreadable("id_lost_digits")
    return value


def maybe_identity(parent: Json, key: str, limit: int = 512) -> str | None:
    """An id that may be missing, null or empty."""
    return None if parent.get(key) in (None, "") else identity(parent, key, limit)


def words(parent: Json, key: str, limit: int | None = None) -> str:
    """Text for people, empty when missing; broken characters become U+FFFD so that the rest can be stored."""
    value = parent.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Unreadable("wrong_type")
    return whole_characters(value)[:limit]


def whole_characters(text: str) -> str:
    """The text with NUL and lone surrogates shown as U+FFFD."""
    return _BROKEN.sub("�", text)


def maybe_words(parent: Json, key: str, limit: int) -> str | None:
    """Text of minor importance: None when missing, empty or of another type; cut at the limit."""
    value = parent.get(key)
    return whole_characters(value)[:limit] if isinstance(value, str) and value else None


def link(parent: Json, key: str, limit: int = 2048) -> str | None:
    """An address of minor importance; None rather than a cut one, which would lead elsewhere."""
    value = parent.get(key)
    return value if isinstance(value, str) and 0 < len(value) <= limit and not _BROKEN.search(value) else None


def count(parent: Json, key: str) -> int | None:
    """A whole number that may be missing; written as a number or as text."""
    value = parent.get(key)
    if value is None:
        return None
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 18:
        return int(value)
    raise Unreadable("wrong_type")


def epoch(value: object) -> datetime:
    """Seconds or milliseconds since 1970 (told apart by size) or RFC 3339 / ISO 8601 with an offset, as UTC."""
    if not isinstance(value, str) or len(value) > 40:
        raise Unreadable("bad_time")
    try:
        if value.isascii() and value.isdigit():
            number = int(value)
            unit = timedelta(milliseconds=number) if number >= _MILLISECONDS_FROM else timedelta(seconds=number)
            return plausible(_EPOCH + unit)
        return plausible(datetime.fromisoformat(value))
    except (ValueError, OverflowError):
        raise Unreadable("bad_time") from None


def plausible(at: datetime) -> datetime:
    """The time in UTC, when it has an offset and lies in an age we can compute with."""
    if at.tzinfo is None or not _EARLIEST <= at < _LATEST:
        raise Unreadable("bad_time")
    return at.astimezone(UTC)


def moment(parent: Json, key: str, otherwise: datetime) -> datetime:
    """The time in a field; `otherwise` when the platform gives none."""
    value = parent.get(key)
    return otherwise if value is None else epoch(value)


def guarded(
    canon: Canon,
    read: Callable[[], Iterator[ChannelEvent]],
    payload: Callable[[], object],
    contact: Callable[[], str | None] = lambda: None,
) -> list[ChannelEvent]:
    """The events of one part, or the one record that it could not be read; other parts go on.

    `payload` returns the payload to store: a whole one around this part alone, so that it can be parsed again as it is.
    """
    try:
        return list(read())
    except Unreadable as unreadable:
        reason = unreadable.reason
    except ValidationError:  # a field that the canonical form does not take: too long, too many
        reason = "out_of_bounds"
    return [canon.unreadable(reason, json.dumps(payload()).encode(), contact())]
