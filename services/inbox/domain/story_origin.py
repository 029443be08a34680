"""Where a reply comes from that is one of many: an answer to a story."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True, slots=True)
class StoryOrigin:
    """The story answer that a reply is of, and since when its contact waits for it.

    `by_hand`: a person has decided that it shall go out, wherever its conversation has moved since.
    """

    answer: str
    since: datetime
    by_hand: bool = False


def decided_by_hand(origin: StoryOrigin | None) -> StoryOrigin | None:
    """The origin of a reply that a person tries again."""
    return None if origin is None else replace(origin, by_hand=True)
