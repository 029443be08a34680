"""The views of a measure: each looks at the last minutes or hours, against the usual and against the last half day."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Literal

from services.crisis.domain.baseline import (
    Baseline,
    BaselineConfig,
    Sample,
    count_of,
    count_sample,
    share_of,
    share_sample,
)
from services.crisis.domain.bucket import CountBucket
from services.crisis.domain.fading import FadingSum, fade_of

Measure = Literal["volume", "negative_share"]
LEAST_SCORE = -1.0  # how far below normal a count is says nothing of a surge beyond this


@dataclass(slots=True)
class Window:
    """One window's sum and what is normal for it; a mutable accumulator like the baselines inside it."""

    sum: FadingSum = field(default_factory=FadingSum)
    usual: Baseline = field(default_factory=Baseline.seasonal)
    recent: Baseline = field(default_factory=Baseline.plain)


@dataclass(frozen=True, slots=True)
class Lengths:
    """Of a bucket, in hours of the brand's time, and of the windows, in buckets."""

    hours: float
    windows: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Look:
    """What the views say of a bucket: the mean of their scores, and that of the shortest window alone.

    `expected` is what is usual in one bucket at this hour, in the measure's own units.
    """

    score: float
    shortest: float
    expected: float


def lengths(hours: float, window_hours: tuple[float, ...]) -> Lengths:
    """The lengths for buckets of so many hours; a window has one bucket at least."""
    return Lengths(hours, tuple(max(1.0, each / hours) for each in window_hours))


def look(
    windows: list[Window],
    measure: Measure,
    bucket: CountBucket,
    hour_of_week: int,
    sizes: Lengths,
    config: BaselineConfig,
    *,
    weight: float,
    min_known: int,
) -> Look | None:
    """Add a bucket to every window, score it there, then learn from it with a weight; None: too little is known."""
    whole, part = (bucket.inbound, 0) if measure == "volume" else (bucket.known, bucket.negative)
    scores: list[float] = []
    expected = _in_units(measure, windows[0].usual.expected(hour_of_week), windows[0].sum)
    for window, buckets in zip(windows, sizes.windows, strict=True):
        window.sum.add(whole, part, fade_of(buckets))
        sample = _sample(measure, window.sum, min_known)
        if sample is None:
            continue
        rest = Sample(sample.value - window.usual.season(hour_of_week), sample.sigma)
        scores += [_score(window.usual.score(sample, hour_of_week)), _score(window.recent.score(rest, hour_of_week))]
        window.usual.learn(sample, hour_of_week, sizes.hours, config, weight)
        window.recent.learn(rest, hour_of_week, sizes.hours, config, weight)
    if not scores:
        return None
    return Look(sum(scores) / len(scores), (scores[0] + scores[1]) / 2.0, expected)


def _score(deviations: float) -> float:
    """Log scale above normal, so that what is exponential there falls like a power: bursts of people do."""
    return math.log1p(deviations) if deviations > 0.0 else max(LEAST_SCORE, deviations * 0.3)


def _sample(measure: Measure, fading: FadingSum, min_known: int) -> Sample | None:
    whole = fading.whole * fading.scale
    if measure == "volume":
        return count_sample(whole, fading.buckets)
    return share_sample(fading.part * fading.scale, whole) if whole >= min_known else None


def _in_units(measure: Measure, value: float, fading: FadingSum) -> float:
    if measure == "negative_share":
        return share_of(value)
    return count_of(value, fading.buckets) if fading.weight else 0.0
