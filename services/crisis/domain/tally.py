"""Counting messages into buckets of time, in memory, before one write adds the sums."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from services.crisis.domain.bucket import CountBucket


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
    """The sums of one brand's bucket; `cases` are messages somebody has to answer."""

    inbound: int = 0
    negative: int = 0
    unknown: int = 0
    reach: int = 0
    cases: int = 0

    def add(self, other: BucketCount) -> None:
        """Take the sums of another in."""
        self.inbound += other.inbound
        self.negative += other.negative
        self.unknown += other.unknown
        self.reach += other.reach
        self.cases += other.cases


def bucket_start(at: float, bucket_seconds: int) -> int:
    """The beginning of the bucket a moment falls into."""
    return int(at // bucket_seconds) * bucket_seconds


def tally(messages: Iterable[InboundMessage], bucket_seconds: int) -> dict[tuple[str, int], BucketCount]:
    """Sums per brand and bucket."""
    counts: dict[tuple[str, int], BucketCount] = {}
    for message in messages:
        start = bucket_start(message.at.timestamp(), bucket_seconds)
        count = counts.setdefault((message.brand, start), BucketCount())
        count.inbound += 1
        count.negative += message.sentiment == "negative"
        count.unknown += message.sentiment == "unknown"
        count.reach += message.reach or 0
        count.cases += message.is_case
    return counts


def filled(counts: Mapping[int, BucketCount], first: int, end: int, bucket_seconds: int) -> list[CountBucket]:
    """Every bucket from `first` up to but not including `end`, silent ones as zeros."""
    empty = BucketCount()
    return [
        CountBucket(float(start), count.inbound, count.negative, count.inbound - count.unknown)
        for start in range(first, end, bucket_seconds)
        for count in (counts.get(start, empty),)
    ]
