"""Is this a surge: a smoothed robust score against a learnt tail, one alert per episode, with a reason (ADR 0060)."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Literal

from services.crisis.domain.baseline import (
    HOURS_OF_WEEK,
    Baseline,
    BaselineConfig,
    Sample,
    count_of,
    count_sample,
    share_of,
    share_sample,
)
from services.crisis.domain.reason import reason_of, shown

Measure = Literal["volume", "negative_share"]
EPOCH_WEEKDAY_HOURS = 72  # 1970-01-01 was a Thursday: 72 hours into a week that starts on Monday


@dataclass(frozen=True, slots=True)
class DetectorConfig:
    """One version of the detector. Scores are robust standard deviations; it is tuned on no single stream.

    `smoothing_buckets` is the half-life of the score's average: the persistence asked for. `cap` bounds what one bucket
    may add, so that no single spike of noise alerts. The threshold is the `tail` quantile of this brand's own smoothed
    scores, between `floor` and `ceiling`, starting at `start`; `tail_rate` per hour is how fast it is learnt. An
    episode ends after `clear_buckets` below `clear_share` of the threshold it began over; shares need `min_known` of
    known sentiment in a bucket.
    """

    version: int = 1
    baseline: BaselineConfig = field(default_factory=BaselineConfig)
    smoothing_buckets: float = 12.0
    cap: float = 20.0
    tail: float = 0.995
    tail_rate: float = 0.48
    floor: float = 1.5
    ceiling: float = 8.0
    start: float = 3.0
    clear_share: float = 0.5
    clear_buckets: int = 12
    warmup_buckets: int = 288
    min_known: int = 20
    min_count: int = 5


@dataclass(frozen=True, slots=True)
class CountBucket:
    """The counts of one span of time; `start` is seconds since 1970 UTC. `negative` is out of `known`."""

    start: float
    inbound: int = 0
    negative: int = 0
    known: int = 0


@dataclass(slots=True)
class MeasureState:
    """The detector's memory of one measure; a mutable accumulator like the baseline inside it."""

    baseline: Baseline = field(default_factory=Baseline.empty)
    smoothed: float = 0.0
    threshold: float = 0.0
    above: int = 0
    below: int = 0
    opened_at: float | None = None
    opened_over: float = 0.0
    peak: float = 0.0


@dataclass(slots=True)
class DetectorState:
    """All a brand's detection remembers; `next_start` is the bucket to step next (seconds since 1970 UTC)."""

    config_version: int
    next_start: float
    volume: MeasureState = field(default_factory=MeasureState)
    negative_share: MeasureState = field(default_factory=MeasureState)


@dataclass(frozen=True, slots=True)
class Raised:
    """An episode began: what was seen, what was normal, how sure, and why in words for a person."""

    measure: Measure
    opened_at: float
    observed: float
    expected: float
    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class Cleared:
    """The episode that began at `opened_at` is over; `peak` is in the measure's own units."""

    measure: Measure
    opened_at: float
    closed_at: float
    peak: float


@dataclass(frozen=True, slots=True)
class BucketSpan:
    """Length of a bucket in real seconds, and how many seconds of the brand's time pass in one (1 in production)."""

    bucket_seconds: float
    time_scale: float = 1.0

    @property
    def hours(self) -> float:
        """A bucket's length in hours of the brand's time."""
        return self.bucket_seconds * self.time_scale / 3600.0

    def hour_of_week(self, start: float) -> int:
        """Which of the 168 hours since Monday 00:00 UTC a bucket belongs to."""
        return (int(start * self.time_scale // 3600.0) + EPOCH_WEEKDAY_HOURS) % HOURS_OF_WEEK


def step(state: DetectorState, bucket: CountBucket, config: DetectorConfig, span: BucketSpan) -> list[Raised | Cleared]:
    """Take one bucket in; the state moves on, and an episode that begins or ends is returned. O(1) time and memory."""
    episodes: list[Raised | Cleared] = []
    volume = count_sample(bucket.inbound)
    if (event := _step(state.volume, "volume", bucket, volume, config, span)) is not None:
        episodes.append(event)
    if bucket.known >= config.min_known:
        share = share_sample(bucket.negative, bucket.known)
        if (event := _step(state.negative_share, "negative_share", bucket, share, config, span)) is not None:
            episodes.append(event)
    elif state.negative_share.opened_at is not None and (event := _quiet(state.negative_share, bucket, config, span)):
        episodes.append(event)
    state.next_start = bucket.start + span.bucket_seconds
    state.config_version = config.version
    return episodes


def _step(
    state: MeasureState, measure: Measure, bucket: CountBucket, sample: Sample, config: DetectorConfig, span: BucketSpan
) -> Raised | Cleared | None:
    hour = span.hour_of_week(bucket.start)
    expected = state.baseline.expected(hour)
    score = state.baseline.score(sample, hour)
    warm = state.baseline.seen >= config.warmup_buckets
    weight = 1.0 if state.opened_at is None else config.baseline.open_weight
    state.baseline.learn(sample, hour, span.hours, config.baseline, weight)
    bounded = max(-config.cap / 10.0, min(config.cap, score))
    state.smoothed += (1.0 - 0.5 ** (1.0 / config.smoothing_buckets)) * (bounded - state.smoothed)
    if state.threshold == 0.0:
        state.threshold = config.start
    threshold = max(config.floor, state.threshold)
    if not warm:
        return None
    _learn_tail(state, config, span)
    observed = float(bucket.inbound) if measure == "volume" else bucket.negative / bucket.known
    if state.opened_at is None:
        state.above = state.above + 1 if score > config.floor else 0
        if state.smoothed < threshold or (measure == "volume" and bucket.inbound < config.min_count):
            return None
        state.opened_at, state.opened_over, state.below, state.peak = bucket.start, threshold, 0, observed
        normal = _in_units(measure, expected)
        what = shown(measure, observed, normal, hour, span.bucket_seconds)
        reason = reason_of(what, state.smoothed, max(1, state.above), threshold, config.version)
        return Raised(measure, bucket.start, observed, normal, state.smoothed, reason)
    state.peak = max(state.peak, observed)
    state.below = state.below + 1 if state.smoothed < config.clear_share * state.opened_over else 0
    return _close(state, measure, bucket, span) if state.below >= config.clear_buckets else None


def _learn_tail(state: MeasureState, config: DetectorConfig, span: BucketSpan) -> None:
    """Move the threshold towards the `tail` quantile of the smoothed score (Robbins and Monro 1951), in log scale."""
    share = config.tail if state.smoothed >= state.threshold else config.tail - 1.0
    state.threshold *= math.exp(min(0.5, config.tail_rate * span.hours) * share)
    state.threshold = max(config.floor / 2.0, min(config.ceiling, state.threshold))


def _quiet(state: MeasureState, bucket: CountBucket, config: DetectorConfig, span: BucketSpan) -> Cleared | None:
    """Too few messages to judge a share: a bucket towards the end of the episode, nothing learnt."""
    state.below += 1
    return _close(state, "negative_share", bucket, span) if state.below >= config.clear_buckets else None


def _close(state: MeasureState, measure: Measure, bucket: CountBucket, span: BucketSpan) -> Cleared:
    cleared = Cleared(measure, state.opened_at or bucket.start, bucket.start + span.bucket_seconds, state.peak)
    state.opened_at, state.below, state.above, state.peak = None, 0, 0, 0.0
    return cleared


def _in_units(measure: Measure, value: float) -> float:
    return count_of(value) if measure == "volume" else share_of(value)
