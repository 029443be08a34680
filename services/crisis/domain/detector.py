"""Is this a surge: how rarely this brand's own past shows what the views of the count show now (ADR 0065)."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import lru_cache

from services.crisis.domain.baseline import BaselineConfig
from services.crisis.domain.bucket import BucketSpan, CountBucket
from services.crisis.domain.rarity import RarityConfig, Tail
from services.crisis.domain.reason import reason_of, shown
from services.crisis.domain.views import Lengths, Look, Measure, Window, lengths, look

RARER = math.log(10.0)  # what comes back before a surge was over for hours alerts again when ten times rarer
UNPROVEN = math.log(100.0)  # so many times rarer, by the prior, while the brand is hardly known
MOST_RARE = math.log(24.0 * 36_525.0)  # once in a hundred years: beyond that the figure says nothing
LAST_HOUR = 1  # the window that says whether there are enough messages for a surge


@dataclass(frozen=True, slots=True)
class DetectorConfig:
    """One version of the detector. The one threshold is `false_surge_days`: chance alone alerts once in so many days.

    The count is looked at over `window_hours`, each against the usual for the time of day and week and against the
    last hours; a view's score is log(1 + robust standard deviations), and the views are averaged. For `warmup_buckets`
    a brand counts as hardly known, and before `least_buckets` nothing is raised at all. An episode ends after
    `clear_buckets` in which the shortest window is no peak. A share needs `min_known` of known sentiment in a window,
    a surge of volume `min_count` messages in the last hour.
    """

    version: int = 2
    false_surge_days: float = 7.0
    window_hours: tuple[float, ...] = (1.0 / 12.0, 1.0, 6.0)
    baseline: BaselineConfig = field(default_factory=BaselineConfig)
    rarity: RarityConfig = field(default_factory=RarityConfig)
    clear_buckets: int = 12
    warmup_buckets: int = 288
    least_buckets: int = 12
    min_known: int = 20
    min_count: int = 5


@dataclass(slots=True)
class MeasureState:
    """The detector's memory of one measure; a mutable accumulator like what is inside it.

    `alerted` is the rarity that was alerted last, until there has been no peak for `gap_hours`; `over_hours` is how
    long there has been none. The episode is open from `opened_at` until it is cleared; `calm` counts towards that.
    """

    windows: list[Window] = field(default_factory=list)
    tails: list[Tail] = field(default_factory=list)
    seen: int = 0
    alerted: float | None = None
    over_hours: float = 0.0
    calm: int = 0
    opened_at: float | None = None
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
    """An episode began: what was seen, what was usual, why in words; `score`: the like comes once in so many days."""

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


def step(state: DetectorState, bucket: CountBucket, config: DetectorConfig, span: BucketSpan) -> list[Raised | Cleared]:
    """Take one bucket in; the state moves on, and an episode that begins or ends is returned. O(1) time and memory."""
    steps = (
        _step(state.volume, "volume", bucket, config, span),
        _step(state.negative_share, "negative_share", bucket, config, span),
    )
    state.next_start = bucket.start + span.bucket_seconds
    state.config_version = config.version
    return [event for event in steps if event is not None]


@lru_cache(maxsize=64)
def _lengths(span: BucketSpan, window_hours: tuple[float, ...]) -> Lengths:
    return lengths(span.hours, window_hours)


def _step(
    state: MeasureState, measure: Measure, bucket: CountBucket, config: DetectorConfig, span: BucketSpan
) -> Raised | Cleared | None:
    if not state.windows:
        state.windows = [Window() for _ in config.window_hours]
        state.tails = [Tail(config.rarity.quantile) for _ in config.rarity.quantiles]
    seen = look(
        state.windows,
        measure,
        bucket,
        span.hour_of_week(bucket.start),
        _lengths(span, config.window_hours),
        config.baseline,
        weight=1.0 if state.alerted is None else config.baseline.open_weight,
        min_known=config.min_known,
    )
    if seen is None:
        return _clear(state, measure, bucket, config, span, calm=True)
    state.seen += 1
    rarity = _weigh(state, seen, config, span)
    if state.opened_at is not None:
        state.peak = max(state.peak, _observed(measure, bucket))
        return _clear(state, measure, bucket, config, span, calm=seen.shortest <= state.tails[0].quantile)
    if rarity < _asked(state, config) or not _enough(state, measure, config):
        return None
    state.alerted, state.over_hours, state.calm = rarity, 0.0, 0
    state.opened_at, state.peak = bucket.start, _observed(measure, bucket)
    return _raised(measure, bucket, seen, rarity, config, span)


def _weigh(state: MeasureState, seen: Look, config: DetectorConfig, span: BucketSpan) -> float:
    """How rare the score is, as the logarithm of hours; then the tails learn from it, and a surge comes to its end."""
    rarity = sum(tail.log_hours(seen.score, config.rarity) for tail in state.tails) / len(state.tails)
    state.over_hours = 0.0 if seen.score > state.tails[0].quantile else state.over_hours + span.hours
    if state.opened_at is None and state.over_hours >= config.rarity.gap_hours:
        state.alerted = None
    asked = config.false_surge_days * 24.0
    for tail, share in zip(state.tails, config.rarity.quantiles, strict=True):
        tail.learn(seen.score, share, span.hours, asked, config.rarity)
    return rarity


def _asked(state: MeasureState, config: DetectorConfig) -> float:
    """How rare a surge has to be now, as the logarithm of hours."""
    asked = math.log(config.false_surge_days * 24.0)
    if state.seen < config.warmup_buckets:
        asked += UNPROVEN
    return asked if state.alerted is None else max(asked, state.alerted + RARER)


def _enough(state: MeasureState, measure: Measure, config: DetectorConfig) -> bool:
    """Whether the brand is known at all, and there are messages enough to call it a surge."""
    if state.seen < config.least_buckets:
        return False
    last_hour = state.windows[min(LAST_HOUR, len(state.windows) - 1)].sum
    return measure != "volume" or last_hour.whole >= config.min_count


def _raised(
    measure: Measure, bucket: CountBucket, seen: Look, rarity: float, config: DetectorConfig, span: BucketSpan
) -> Raised:
    observed, days = _observed(measure, bucket), math.exp(min(rarity, MOST_RARE)) / 24.0
    what = shown(measure, observed, seen.expected, span.hour_of_week(bucket.start), span.bucket_seconds)
    reason = reason_of(what, days, config.false_surge_days, config.version)
    return Raised(measure, bucket.start, observed, seen.expected, days, reason)


def _clear(
    state: MeasureState, measure: Measure, bucket: CountBucket, config: DetectorConfig, span: BucketSpan, *, calm: bool
) -> Cleared | None:
    """Count a calm bucket towards the end of the episode; a bucket of which too little is known is one too."""
    state.calm = state.calm + 1 if calm else 0
    if state.opened_at is None or state.calm < config.clear_buckets:
        return None
    cleared = Cleared(measure, state.opened_at, bucket.start + span.bucket_seconds, state.peak)
    state.opened_at, state.calm, state.peak = None, 0, 0.0
    return cleared


def _observed(measure: Measure, bucket: CountBucket) -> float:
    return float(bucket.inbound) if measure == "volume" else bucket.negative / max(1, bucket.known)
