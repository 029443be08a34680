"""Counting messages into buckets of time, in memory, before one write adds the sums."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from services.crisis.domain.detector import Bucket


@dataclass(frozen=True, slots=True)
class Heard:
    """What counting needs of one inbound message; unknown `sentiment` is not neutral; `at` is in seconds since 1970."""

    brand: str
    at: float
    sentiment: str
    reach: int
    is_case: bool


@dataclass(slots=True)
class Count:
    """The sums of one brand's bucket; `cases` are messages somebody has to answer."""

    inbound: int = 0
    negative: int = 0
    unknown: int = 0
    reach: int = 0
    cases: int = 0


def bucket_start(at: float, bucket_seconds: int) -> int:
    """The beginning of the bucket a moment falls into."""
    return int(at // bucket_seconds) * bucket_seconds


def tally(heard: Iterable[Heard], bucket_seconds: int) -> dict[tuple[str, int], Count]:
    """Sums per brand and bucket."""
    counts: dict[tuple[str, int], Count] = {}
    for one in heard:
        count = counts.setdefault((one.brand, bucket_start(one.at, bucket_seconds)), Count())
        count.inbound += 1
        count.negative += one.sentiment == "negative"
        count.unknown += one.sentiment == "unknown"
        count.reach += one.reach
        count.cases += one.is_case
    return counts


def filled(counts: dict[int, Count], first: int, end: int, bucket_seconds: int) -> list[Bucket]:
    """Every bucket from `first` up to but not including `end`, silent ones as zeros."""
    empty = Count()
    return [
        Bucket(float(start), count.inbound, count.negative, count.inbound - count.unknown)
        for start in range(first, end, bucket_seconds)
        for count in (counts.get(start, empty),)
    ]
