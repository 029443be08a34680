"""Parts of long lists: a list is read a part at a time, each after the sort key of the last item seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

T = TypeVar("T")
K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Slice(Generic[T, K]):
    """A part of a list in its order; `next` is the sort key of its last item, None on the last part."""

    items: Sequence[T]
    next: K | None


NewestKey = tuple[datetime, str]
"""The sort key of lists from the newest on: when it came, then its id."""
LargestKey = tuple[int, str]
"""The sort key of stories from the largest on: messages, then the id."""
