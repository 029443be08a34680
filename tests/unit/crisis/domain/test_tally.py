"""Counts become buckets without gaps."""

from __future__ import annotations

from services.crisis.domain.tally import BucketCount, filled


def test_silent_buckets_are_zeros_and_not_gaps() -> None:
    buckets = filled({60: BucketCount(inbound=5, unknown=2, negative=1)}, 0, 180, 60)
    assert [(bucket.start, bucket.inbound, bucket.known) for bucket in buckets] == [(0, 0, 0), (60, 5, 3), (120, 0, 0)]
