"""What the routes reach, and the cursors and entity tags they share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated, TypeVar

from fastapi import Depends
from starlette.responses import Response

from chassis.http.paging import Cursor, etag, if_match
from chassis.service.dependencies import application
from services.inbox.application.inbox import Inbox

T = TypeVar("T")


Running = Annotated[Inbox, Depends(application)]
IfMatch = Annotated[int | None, Depends(if_match)]


def time_cursor(cursor: str | None) -> tuple[datetime, str] | None:
    """The sort time and id of a cursor."""
    if cursor is None:
        return None
    at, id_ = Cursor.decode(cursor, (datetime, str))
    return at, id_


def next_cursor(items: Sequence[T], limit: int, place: Callable[[T], tuple[datetime | int, str]]) -> str | None:
    """The cursor behind the last item of a full page, None on the last page; `place` is its sort value and id."""
    if len(items) < limit or not items:
        return None
    return Cursor.encode(place(items[-1]))


def tag(response: Response, version: int) -> None:
    """Put the entity tag on an answer."""
    response.headers["ETag"] = etag(version)
