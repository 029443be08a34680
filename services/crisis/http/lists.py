"""Lists as pages: the cursor of a page is the sort key of its last item."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from chassis.http.paging import Cursor, Page
from services.crisis.application.slices import LargestKey, NewestKey, Slice

T = TypeVar("T")
V = TypeVar("V")


def newest_after(cursor: str | None) -> NewestKey | None:
    """The sort key in a cursor of a list from the newest on; raises Invalid."""
    if cursor is None:
        return None
    at, id_ = Cursor.decode(cursor, (datetime, str))
    return at, id_


def largest_after(cursor: str | None) -> LargestKey | None:
    """The sort key in a cursor of a list from the largest on; raises Invalid."""
    if cursor is None:
        return None
    messages, id_ = Cursor.decode(cursor, (int, str))
    return messages, id_


def page_of(part: Slice[T, NewestKey] | Slice[T, LargestKey], view: Callable[[T], V]) -> Page[V]:
    """A part of a list as a page."""
    following = None if part.next is None else Cursor.encode(list(part.next))
    return Page[V](items=[view(item) for item in part.items], next=following)
