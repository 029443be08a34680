"""What is counted of a story as it spreads: messages and reach by short slots, languages, channels and authors."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

SLOT_SECONDS = 300  # of the brand's time
SLOTS_KEPT = 144  # half a day: what grows over a longer time is no news to anybody
LANGUAGES_MOST = 30  # kept of one story; a language recognised first after them is left out
NAME = re.compile(r"[A-Za-z0-9_-]{1,35}")  # of a language or a channel; it becomes the name of a stored field
AUTHORS_MOST = 200  # told apart of one story; beyond it is known that there are more


@dataclass(frozen=True, slots=True)
class Crossing:
    """A language or channel that a story appeared in: how many messages, and when the first was written."""

    messages: int
    first_at: datetime

    def joined(self, other: Crossing) -> Crossing:
        """Both together."""
        return Crossing(self.messages + other.messages, min(self.first_at, other.first_at))


@dataclass(frozen=True, slots=True)
class SpreadKnown:
    """What was stored of a story's spread when it was read for counting: its authors by hash, and its languages."""

    authors: tuple[int, ...] = ()
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SpreadGain:
    """What a batch adds to the counts of one story, and the slots that are too old to be kept (`stale`).

    `tones` are messages by how they sound.
    Slots are by number: seconds since 1970 by the length of a slot. A slot without known reach has none.
    """

    since: datetime
    messages: Mapping[int, int]
    reach: Mapping[int, int]
    languages: Mapping[str, Crossing]
    channels: Mapping[str, Crossing]
    authors: tuple[int, ...]
    tones: Mapping[str, int] = field(default_factory=dict)
    stale: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class SpreadCounts:
    """All that is counted of one story; `since` when that began, `authors` by hash, each once."""

    since: datetime | None = None
    messages: Mapping[int, int] = field(default_factory=dict)
    reach: Mapping[int, int] = field(default_factory=dict)
    languages: Mapping[str, Crossing] = field(default_factory=dict)
    channels: Mapping[str, Crossing] = field(default_factory=dict)
    authors: tuple[int, ...] = ()
    tones: Mapping[str, int] = field(default_factory=dict)

    def plus(self, gain: SpreadGain) -> SpreadCounts:
        """With the gain of a batch, and without what it says is stale."""
        return replace(
            self,
            since=gain.since if self.since is None else min(self.since, gain.since),
            messages=_slots(self.messages, gain.messages, gain.stale),
            reach=_slots(self.reach, gain.reach, gain.stale),
            languages=_crossings(self.languages, gain.languages),
            channels=_crossings(self.channels, gain.channels),
            authors=tuple(dict.fromkeys((*self.authors, *gain.authors))),
            tones={tone: self.tones.get(tone, 0) + gain.tones.get(tone, 0) for tone in {**self.tones, **gain.tones}},
        )


def together(counted: Iterable[SpreadCounts]) -> SpreadCounts:
    """What is counted of several stories as if they were one: a message is in one story, an author counts once."""
    whole = SpreadCounts()
    for each in counted:
        begun = [since for since in (whole.since, each.since) if since is not None]
        whole = SpreadCounts(
            since=min(begun, default=None),
            messages=_slots(whole.messages, each.messages, ()),
            reach=_slots(whole.reach, each.reach, ()),
            languages=_crossings(whole.languages, each.languages),
            channels=_crossings(whole.channels, each.channels),
            authors=tuple(dict.fromkeys((*whole.authors, *each.authors))),
            tones={tone: whole.tones.get(tone, 0) + each.tones.get(tone, 0) for tone in {**whole.tones, **each.tones}},
        )
    return whole


def slot_of(at: datetime, slot_seconds: int) -> int:
    """The number of the slot a moment falls into."""
    return int(at.timestamp() // slot_seconds)


def _slots(before: Mapping[int, int], more: Mapping[int, int], stale: tuple[int, ...]) -> dict[int, int]:
    numbers = (before.keys() | more.keys()) - set(stale)
    return {number: before.get(number, 0) + more.get(number, 0) for number in numbers}


def _crossings(before: Mapping[str, Crossing], more: Mapping[str, Crossing]) -> dict[str, Crossing]:
    joined = {name: before[name].joined(new) if name in before else new for name, new in more.items()}
    return {**before, **joined}
