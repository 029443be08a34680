"""Pages by cursor, entity tags, and ids of what a command creates."""

from __future__ import annotations

import base64
import json
import re
from typing import Annotated, Any, Generic, TypeVar
from uuid import uuid4

from fastapi import Header, Query, Request
from pydantic import BaseModel

from chassis.auth import principal
from chassis.http.problem import FieldError, Invalid
from contracts.ids import derived_id

T = TypeVar("T")

PageLimit = Annotated[int, Query(ge=1, le=200, description="How many items at most.")]
PageCursor = Annotated[str | None, Query(max_length=1000, description="The `next` of the page before.")]
_ETAG = re.compile(r'(?:W/)?"(\d{1,18})"')


class Page(BaseModel, Generic[T]):
    """A page of a list; `next` is the cursor of the page after, null on the last."""

    items: list[T]
    next: str | None = None


class Cursor:
    """Opaque cursors: the sort values of the last item, so that a page is found by an index and never by counting."""

    @staticmethod
    def encode(values: list[Any]) -> str:
        """A cursor from JSON values (times as ISO text)."""
        return base64.urlsafe_b64encode(json.dumps(values, separators=(",", ":")).encode()).decode().rstrip("=")

    @staticmethod
    def decode(text: str, types: tuple[type, ...]) -> list[Any]:
        """The values of a cursor; Invalid when it is not one of ours: wrong count or wrong types."""
        try:
            values = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        except ValueError:
            values = None
        fits = isinstance(values, list) and len(values) == len(types)
        if not fits or not all(type(v) is t for v, t in zip(values, types, strict=True)):
            raise Invalid([FieldError("#query/cursor", "is not a cursor of this list", "cursor")])
        return list(values)


def etag(version: int) -> str:
    """The entity tag of a version."""
    return f'"{version}"'


def if_match(value: Annotated[str | None, Header(alias="If-Match")] = None) -> int | None:
    """The version named by If-Match; None when there is none or it is `*`."""
    if value is None or value.strip() == "*":
        return None
    match = _ETAG.fullmatch(value.strip())
    if match is None:
        raise Invalid([FieldError("#header/If-Match", "is not an entity tag of this API", "etag")])
    return int(match.group(1))


def command_id(request: Request, *parts: str) -> str:
    """The id of what a POST creates: from brand, caller and Idempotency-Key, so that a second try finds the first.

    Without the header it is random.
    """
    given = request.headers.get("idempotency-key")
    if given is None:
        return uuid4().hex
    caller = principal(request)
    return derived_id(caller.brand, caller.subject, given, request.url.path, *parts)
