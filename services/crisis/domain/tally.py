"""Counting messages into buckets of time, in memory, before one write adds the sums."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from services.crisis.domain.bucket import CountBucket
from services.crisis.domain.spread_counts import NAME
from services.crisis.domain.story_count import StoryCount


@dataclass(frozen=True, slots=True)
class InboundMessage:
    """An inbound message as crisis reads it; unknown `sentiment` is not neutral, no `reach` is not nobody.

    `event` is the id of the event that brought it, the same however often it is published.
    """

    brand: str
    event: str
    message: str
    conversation: str
    contact: str
    at: datetime
    text: str
    sentiment: str
    reach: int | None
    is_case: bool
    channel: str
    language: str | None = None


@dataclass(slots=True)
class BucketCount:
    """The sums of one brand's bucket; `cases` are messages somebody has to answer.

    Of the copies (ADR 0069) it is known how many there are, and how many of them are negative or of unknown sentiment.
    `stories` are those with new messages, by id; `languages` and `channels` have the messages of each that is known.
    """

    inbound: int = 0
    negative: int = 0
    positive: int = 0
    unknown: int = 0
    reach: int = 0
    cases: int = 0
    copied: int = 0
    copied_negative: int = 0
    copied_unknown: int = 0
    stories: dict[str, StoryCount] = field(default_factory=dict)
    languages: dict[str, int] = field(default_factory=dict)
    channels: dict[str, int] = field(default_factory=dict)

    def add(self, other: BucketCount) -> None:
        """Take the sums of another in."""
        self.inbound += other.inbound
        self.negative += other.negative
        self.positive += other.positive
        self.unknown += other.unknown
        self.reach += other.reach
        self.cases += other.cases
        self.copied += other.copied
        self.copied_negative += other.copied_negative
        self.copied_unknown += other.copied_unknown
        if other.stories:
            joined = {story: self.stories.get(story, StoryCount()).plus(its) for story, its in other.stories.items()}
            self.stories = {**self.stories, **joined}
        self.languages = _added(self.languages, other.languages)
        self.channels = _added(self.channels, other.channels)

    def without_copies(self) -> BucketCount:
        """The messages that are no copies; reach, cases and what is counted by name are those of all."""
        return replace(
            self,
            inbound=self.inbound - self.copied,
            negative=self.negative - self.copied_negative,
            unknown=self.unknown - self.copied_unknown,
            copied=0,
            copied_negative=0,
            copied_unknown=0,
        )


def bucket_start(at: float, bucket_seconds: int) -> int:
    """The beginning of the bucket a moment falls into."""
    return int(at // bucket_seconds) * bucket_seconds


def tally(
    messages: Iterable[InboundMessage], bucket_seconds: int, copies: Collection[tuple[str, str]] = ()
) -> dict[tuple[str, int], BucketCount]:
    """Sums per brand and bucket; `copies` are by brand and message."""
    counts: dict[tuple[str, int], BucketCount] = {}
    for message in messages:
        start = bucket_start(message.at.timestamp(), bucket_seconds)
        count = counts.setdefault((message.brand, start), BucketCount())
        count.inbound += 1
        count.negative += message.sentiment == "negative"
        count.positive += message.sentiment == "positive"
        count.unknown += message.sentiment == "unknown"
        count.reach += message.reach or 0
        count.cases += message.is_case
        _count_name(count.languages, message.language)
        _count_name(count.channels, message.channel)
        if (message.brand, message.message) in copies:
            count.copied += 1
            count.copied_negative += message.sentiment == "negative"
            count.copied_unknown += message.sentiment == "unknown"
    return counts


def _count_name(counted: dict[str, int], name: str | None) -> None:
    """Count a message of a language or channel, unless that is unknown or could not be stored by its name."""
    if name is not None and NAME.fullmatch(name):
        counted[name] = counted.get(name, 0) + 1


def _added(before: dict[str, int], more: dict[str, int]) -> dict[str, int]:
    return {**before, **{name: before.get(name, 0) + count for name, count in more.items()}} if more else before


def filled(counts: Mapping[int, BucketCount], first: int, end: int, bucket_seconds: int) -> list[CountBucket]:
    """Every bucket from `first` up to but not including `end`, silent ones as zeros."""
    empty = BucketCount()
    return [
        CountBucket(
            float(start),
            count.inbound,
            count.negative,
            count.inbound - count.unknown,
            count.copied,
            count.copied_negative,
            count.copied - count.copied_unknown,
            count.stories,
        )
        for start in range(first, end, bucket_seconds)
        for count in (counts.get(start, empty),)
    ]
