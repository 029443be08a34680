"""What the messages of a batch add to the spread of their story."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

from services.crisis.domain.spread_counts import (
    AUTHORS_MOST,
    LANGUAGES_MOST,
    NAME,
    SLOTS_KEPT,
    Crossing,
    SpreadGain,
    SpreadKnown,
    slot_of,
)
from services.crisis.domain.story import Story, StoryPost

OVERTAKEN_SLOTS = 12  # a process that read the story before others wrote it may add to slots so much older


def spread_gain(joined: Sequence[StoryPost], before: Story | None, now: datetime, slot_seconds: int) -> SpreadGain:
    """Count the posts that joined a story; `before` as it was read, None when it begins with them.

    What is older than the slots kept is not in a slot; a post ahead of the clock counts as written now.
    """
    newest = slot_of(now, slot_seconds)
    oldest = newest - SLOTS_KEPT + 1
    messages: Counter[int] = Counter()
    reach: Counter[int] = Counter()
    for post in joined:
        slot = min(slot_of(post.at, slot_seconds), newest)
        if slot < oldest:
            continue
        messages[slot] += 1
        if post.reach is not None:
            reach[slot] += post.reach
    known = before.known if before is not None else SpreadKnown()
    return SpreadGain(
        since=min(now, *(post.at for post in joined)),
        messages=messages,
        reach=reach,
        languages=_languages(joined, known),
        channels=_crossings((post.channel, post.at) for post in joined),
        authors=_authors(joined, known),
        tones=Counter(post.tone for post in joined),
        stale=_stale(before, newest, now, slot_seconds),
    )


def _languages(joined: Sequence[StoryPost], known: SpreadKnown) -> dict[str, Crossing]:
    """Those that are stored already, and new ones as far as there is room."""
    crossed = _crossings((post.language, post.at) for post in joined if post.language is not None)
    new = [language for language in crossed if language not in known.languages]
    left_out = set(new[max(0, LANGUAGES_MOST - len(known.languages)) :])
    return {language: crossing for language, crossing in crossed.items() if language not in left_out}


def _crossings(seen: Iterable[tuple[str, datetime]]) -> dict[str, Crossing]:
    crossings: dict[str, Crossing] = {}
    for name, at in seen:
        if NAME.fullmatch(name):
            one = Crossing(1, at)
            crossings[name] = crossings[name].joined(one) if name in crossings else one
    return crossings


def _authors(joined: Sequence[StoryPost], known: SpreadKnown) -> tuple[int, ...]:
    """The authors of a batch, each once; none where more are stored already than are told apart."""
    if len(known.authors) > AUTHORS_MOST:
        return ()
    return tuple(dict.fromkeys(post.author for post in joined))[: AUTHORS_MOST + 1]


def _stale(before: Story | None, newest: int, now: datetime, slot_seconds: int) -> tuple[int, ...]:
    """The slots to drop: those that have become too old since the story was last written."""
    if before is None or (last := slot_of(min(before.last_at, now), slot_seconds)) == newest:
        return ()
    return tuple(range(last - SLOTS_KEPT - OVERTAKEN_SLOTS + 1, min(newest - SLOTS_KEPT, last) + 1))
