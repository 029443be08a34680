"""Pages by cursor, entity tags, and ids of what a command creates."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Annotated, Any, Generic, TypeVar
from uuid import uuid4

from fastapi import Header, Query, Request
from pydantic import BaseModel, Field, create_model

from chassis import strictjson
from chassis.auth import principal
from chassis.http.problem import FieldError, Invalid
from contracts.http.moment import in_calendar
from contracts.ids import derived_id

T = TypeVar("T")
V = TypeVar("V")
K = TypeVar("K", int, datetime)

SortKey = Sequence[str | int | datetime]
"""The sort values of an item, of which the last is its id: what a cursor is made of."""

PageLimit = Annotated[
    int, Query(ge=1, le=200, description="How many items a page has at most; where more follow, `next` is there.")
]
PageCursor = Annotated[
    str | None,
    Query(max_length=1000, description="The `next` of the page before, as it was given; left out: the first page."),
]
_ETAG = re.compile(r'(?:W/)?"(\d{1,18})(?:-[0-9a-f]{16})?"')


class Page(BaseModel, Generic[T]):
    """A page of a list."""

    items: list[T] = Field(description="In the order of the list, at most `limit` of them.")
    next: str | None = Field(default=None, description="The `cursor` of the page after; null on the last.")

    def __class_getitem__(cls, item: Any) -> Any:  # noqa: ANN401 - the signature given by pydantic
        """The page of one kind of item, named `<item>List` in documents instead of pydantic's `Page_<item>_`."""
        page = super().__class_getitem__(item)
        return page if isinstance(item, TypeVar) else _list_of(page, item.__name__)


@cache
def _list_of(page: type[BaseModel], item: str) -> type[BaseModel]:
    return create_model(f"{item}List", __base__=page, __doc__=Page.__doc__, __module__=page.__module__)


class Cursor:
    """Opaque cursors: the sort values of the last item, so that an index finds a page, never counting.

    Only what `encode` writes is a cursor. A forged one can hold no value that a sort cannot have: text without NUL and
    lone surrogates, integers of 64 bits, times within the calendar.
    """

    @staticmethod
    def encode(values: SortKey) -> str:
        """A cursor from sort values."""
        plain = [each.astimezone(UTC).isoformat() if isinstance(each, datetime) else each for each in values]
        return base64.urlsafe_b64encode(json.dumps(plain, separators=(",", ":")).encode()).decode().rstrip("=")

    @staticmethod
    def decode(text: str, types: tuple[type, ...]) -> list[Any]:
        """The values of a cursor, each of its type: str, int or datetime; Invalid when `encode` did not write it."""
        try:
            plain = strictjson.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
            if isinstance(plain, list) and len(plain) == len(types):
                values = [_sort_value(each, type_) for each, type_ in zip(plain, types, strict=True)]
                if Cursor.encode(values) == text:
                    return values
        except ValueError:
            pass
        raise Invalid([FieldError("#query/cursor", "is not a cursor of this list", "cursor")])


def _sort_value(plain: Any, type_: type) -> Any:  # noqa: ANN401 - one value of a cursor
    """A value as its type; ValueError when it is none."""
    if type_ is datetime and isinstance(plain, str) and (at := datetime.fromisoformat(plain)).tzinfo is not None:
        return in_calendar(at)
    if type(plain) is not type_:
        raise ValueError(type_.__name__)
    return plain


def after(cursor: str | None, sort: type[K]) -> tuple[K, str] | None:
    """The sort value and the id that a page begins after, in lists over time (datetime) or by a number (int).

    Raises:
        Invalid: The cursor is not one of such a list.
    """
    if cursor is None:
        return None
    value, id_ = Cursor.decode(cursor, (sort, str))
    return value, id_


def after_id(cursor: str | None) -> str | None:
    """The id that a page begins after, in lists by id; raises Invalid."""
    return None if cursor is None else str(Cursor.decode(cursor, (str,))[0])


def page_of(items: Sequence[T], view: Callable[[T], V], last: SortKey | None) -> Page[V]:
    """A page of items as they are shown; `last` is the sort key of the last item, None when no page follows."""
    return Page(items=[view(item) for item in items], next=None if last is None else Cursor.encode(last))


def page_within(items: Sequence[T], limit: int, view: Callable[[T], V], key: Callable[[T], SortKey]) -> Page[V]:
    """A page of at most `limit` items, of which one more was read: where it is there, a page follows."""
    return page_of(items[:limit], view, key(items[limit - 1]) if len(items) > limit else None)


def place_in_whole(cursor: str | None) -> int:
    """Where a page of such a list begins, for a list that costs too much to be read for a wrong cursor."""
    return 0 if cursor is None else max(0, int(Cursor.decode(cursor, (int,))[0]))


def page_of_whole(items: Sequence[V], limit: int, cursor: str | None) -> Page[V]:
    """A page of a list that is short enough to be read whole; its cursor is a place in it. Raises Invalid."""
    start = place_in_whole(cursor)
    end = start + limit
    return Page(items=list(items[start:end]), next=Cursor.encode([end]) if end < len(items) else None)


def etag(version: int, shown: BaseModel | None = None) -> str:
    """The entity tag of a version.

    Where an answer shows more than the version covers (`shown`), its tag is another for each content; If-Match still
    asks for the version alone, which is what a command depends on.
    """
    if shown is None:
        return f'"{version}"'
    return f'"{version}-{hashlib.sha256(shown.model_dump_json().encode()).hexdigest()[:16]}"'


def if_match(
    value: Annotated[
        str | None,
        Header(alias="If-Match", description="The `ETag` of the version that is meant; none or `*` means any."),
    ] = None,
) -> int | None:
    """The version named by If-Match; None when there is none or it is `*`."""
    if value is None or value.strip() == "*":
        return None
    match = _ETAG.fullmatch(value.strip())
    if match is None:
        raise Invalid([FieldError("#header/If-Match", "is not an entity tag of this API", "etag")])
    return int(match.group(1))


def command_id(request: Request, *parts: str) -> str:
    """The id of what a POST creates: from brand, caller and Idempotency-Key, so that a retry finds the first.

    Without the header it is random.
    """
    given = request.headers.get("idempotency-key")
    if given is None:
        return uuid4().hex
    caller = principal(request)
    return derived_id(caller.brand, caller.kind, caller.subject, given, request.url.path, *parts)
