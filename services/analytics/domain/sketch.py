"""Quantiles that can be added up: a DDSketch with 1 % relative accuracy, stored as counts per bucket.

Masson, Rim, Lee: "DDSketch: A Fast and Fully-Mergeable Quantile Sketch with Relative-Error Guarantees", PVLDB 12(12),
2019. Bucket i counts the values in (gamma^(i-1), gamma^i]; its estimate 2 gamma^i / (gamma + 1) is off by at most
ACCURACY. Merging adds the counts, so that MongoDB's $inc merges, and a negative count takes a value back exactly.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

ACCURACY = 0.01  # relative: a true 60 s is shown as 59.4 to 60.6 s
GAMMA = (1 + ACCURACY) / (1 - ACCURACY)
LARGEST = 10**12  # values above share its bucket (in milliseconds: 31 years), so a sketch has at most 1,383 buckets
_LOG_GAMMA = math.log(GAMMA)
_BUCKETS = {str(bucket): bucket for bucket in range(math.ceil(math.log(LARGEST) / _LOG_GAMMA) + 1)}
# by stored name: a report reads some ten thousand of them, and looking one up takes a third of converting it


def bucket_of(value: int) -> int | None:
    """The bucket of a value in whole units; None for the zero bucket, which holds everything below one unit."""
    if value < 1:
        return None
    return math.ceil(math.log(min(value, LARGEST)) / _LOG_GAMMA)


@dataclass(slots=True)
class Sketch:
    """Counts per bucket; `zeros` counts the values below one unit."""

    zeros: int = 0
    buckets: dict[int, int] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many values were added."""
        return self.zeros + sum(self.buckets.values())

    def add(self, value: int, times: int = 1) -> None:
        """Add a value, or take it back with a negative `times`."""
        bucket = bucket_of(value)
        if bucket is None:
            self.zeros += times
        else:
            self.buckets[bucket] = self.buckets.get(bucket, 0) + times

    def merge(self, other: Sketch) -> None:
        """Add all values of another sketch."""
        self.zeros += other.zeros
        for bucket, count in other.buckets.items():
            self.buckets[bucket] = self.buckets.get(bucket, 0) + count

    def add_stored(self, buckets: Mapping[str, int]) -> None:
        """Add what is stored as counts by bucket, without those that came back to nothing."""
        mine = self.buckets
        for name, count in buckets.items():
            if count:
                bucket = _BUCKETS[name]
                mine[bucket] = mine.get(bucket, 0) + count

    def quantile(self, q: float) -> float | None:
        """The value below which the share `q` (0 to 1) lies, within ACCURACY of the true one; None when empty."""
        return self.quantiles((q,))[0]

    def quantiles(self, shares: Sequence[float]) -> list[float | None]:
        """The quantiles of some shares, ascending, in one pass."""
        count = self.count
        if count <= 0:
            return [None] * len(shares)
        found: list[float | None] = []
        below, last, rest = self.zeros, None, iter(sorted(self.buckets))
        for share in shares:
            rank = share * (count - 1)
            while below <= rank and (bucket := next(rest, None)) is not None:
                below += self.buckets[bucket]
                last = bucket
            found.append(0.0 if last is None else estimate(last))
        return found


def estimate(bucket: int) -> float:
    """The value that stands for a bucket."""
    return float(2 * GAMMA**bucket / (GAMMA + 1))
