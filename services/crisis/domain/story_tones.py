"""For and against: how the messages of a story sound."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

LEAST_KNOWN = 10  # messages of known tone; shares of fewer say nothing


@dataclass(frozen=True, slots=True)
class StoryTones:
    """How the messages of a story sound; `opposition` and `support` are shares of those of known tone, None of few."""

    negative: int
    neutral: int
    positive: int
    unknown: int
    opposition: float | None
    support: float | None


def tones_of(counted: Mapping[str, int]) -> StoryTones:
    """The tones of a story, from how many of its messages have each."""
    negative, neutral, positive = (counted.get(tone, 0) for tone in ("negative", "neutral", "positive"))
    known = negative + neutral + positive
    enough = known >= LEAST_KNOWN
    return StoryTones(
        negative,
        neutral,
        positive,
        unknown=counted.get("unknown", 0),
        opposition=negative / known if enough else None,
        support=positive / known if enough else None,
    )
