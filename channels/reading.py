"""Reads fields of a platform's JSON whose numbers are text; what does not fit is Unreadable with a code."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from chassis.strictjson import NotStrictJson, loads_digits

Json = dict[str, Any]

_LOST_DIGITS = re.compile(r"-?\d+(\.\d+)?[eE][+-]?\d+|-?\d+\.\d+")
_BROKEN = re.compile("[\x00\ud800-\udfff]")
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
_LATEST = datetime(9000, 1, 1, tzinfo=UTC)  # leaves room for time zones and sums before the year 9999
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TIME_LIMIT = 40  # characters
_MILLISECONDS_FROM = 10**11  # as seconds this is the year 5138, as milliseconds March 1973


class Unreadable(Exception):
    """A part that cannot be read; `reason` is a code, never content.

    What is wrong is `key` of the object or list `inside`, or all of `inside`; without it `key` is the whole path.
    `channels.parts` finds where in its payload that is, so a reader need not know how deep it is.
    """

    def __init__(self, reason: str, inside: Json | list[Any] | None = None, key: str | int | None = None) -> None:
        """Keep the code and the place."""
        super().__init__(reason)
        self.reason = reason
        self.inside = inside
        self.key = key


def whole(raw_body: bytes) -> Json:
    """The payload as an object; Unreadable with the strict reader's code, or `wrong_type`."""
    try:
        body = loads_digits(raw_body)
    except NotStrictJson as refused:
        raise Unreadable(refused.reason) from None
    if isinstance(body, dict):
        return body
    raise Unreadable("wrong_type")


def object_at(parent: Json | list[Any], key: str | int) -> Json:
    """What stands in this field or at this place of a list, as an object."""
    value = parent[key]  # type: ignore[index]  # a name of an object, a number of a list
    if isinstance(value, dict):
        return value
    raise Unreadable("wrong_type", parent, key)


def objects(parent: Json, key: str) -> list[Json]:
    """A list of objects that may be missing or null."""
    items = listing(parent, key)
    return [object_at(items, number) for number in range(len(items))]


def part(parent: Json, key: str) -> Json:
    """A required inner object."""
    present(parent, key)
    return object_at(parent, key)


def maybe_part(parent: Json, key: str) -> Json | None:
    """An inner object that may be missing or null."""
    return None if parent.get(key) is None else object_at(parent, key)


def present(parent: Json, key: str) -> Any:  # noqa: ANN401 - JSON is any of its types
    """A field that must be there and not null."""
    value = parent.get(key)
    if value is None:
        raise Unreadable("missing_field", parent, key)
    return value


def listing(parent: Json, key: str) -> list[Any]:
    """A list that may be missing or null."""
    value = parent.get(key)
    if value is None:
        return []
    if isinstance(value, list):
        return value
    raise Unreadable("wrong_type", parent, key)


def identity(parent: Json, key: str, limit: int = 512) -> str:
    """A required id, as the text it was written as; a number that lost digits on its way is refused."""
    present(parent, key)
    return _identity_at(parent, key, limit)


def identities(parent: Json, key: str) -> list[str]:
    """A list of ids that may be missing or null."""
    items = listing(parent, key)
    return [_identity_at(items, number, 512) for number in range(len(items))]


def _identity_at(parent: Json | list[Any], key: str | int, limit: int) -> str:
    value = parent[key]  # type: ignore[index]  # as above
    if not isinstance(value, str):
        raise Unreadable("wrong_type", parent, key)
    if not value or len(value) > limit or _BROKEN.search(value):
        raise Unreadable("bad_id", parent, key)
    if _LOST_DIGITS.fullmatch(value):
        raise Unreadable("id_lost_digits", parent, key)
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
        raise Unreadable("wrong_type", parent, key)
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
    raise Unreadable("wrong_type", parent, key)


def epoch(parent: Json, key: str) -> datetime:
    """A required time: seconds or milliseconds since 1970 (told apart by size) or ISO 8601 with an offset, as UTC."""
    value = present(parent, key)
    if isinstance(value, str) and len(value) <= _TIME_LIMIT:
        try:
            if not (value.isascii() and value.isdigit()):
                return plausible(datetime.fromisoformat(value))
            number = int(value)
            unit = timedelta(milliseconds=number) if number >= _MILLISECONDS_FROM else timedelta(seconds=number)
            return plausible(_EPOCH + unit)
        except (ValueError, OverflowError):
            pass
    raise Unreadable("bad_time", parent, key)


def plausible(at: datetime) -> datetime:
    """The time in UTC, when it has an offset and lies in an age we can compute with.

    Raises:
        ValueError: It has none or does not.
    """
    if at.tzinfo is None or not _EARLIEST <= at < _LATEST:
        raise ValueError("implausible")
    return at.astimezone(UTC)


def moment(parent: Json, key: str, otherwise: datetime) -> datetime:
    """The time in a field; `otherwise` when the platform gives none."""
    return otherwise if parent.get(key) is None else epoch(parent, key)
