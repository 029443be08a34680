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
from services.crisis.domain.fading import FadingSum, fade_of

Measure = Literal["volume", "negative_share", "story", "reach"]
NO_COPIES = 0.01  # what has faded to less than that of a message is gone
LEAST_SCORE = -1.0  # how far below normal a count is says nothing of a surge beyond this


@dataclass(frozen=True, slots=True)
class Counted:
    """What a bucket has of one measure, and how much of that is copies that count; `part` is negative, say."""

    whole: int
    part: int
    copied: float
    copied_part: int


@dataclass(slots=True)
class Window:
    """One window's sum and what is normal for it; a mutable accumulator like the baselines inside it.

    `copied` and `copied_part` are how much of the sum is copies; they fade with it.
    """

    sum: FadingSum = field(default_factory=FadingSum)
    usual: Baseline = field(default_factory=Baseline.seasonal)
    recent: Baseline = field(default_factory=Baseline.plain)
    copied: float = 0.0
    copied_part: float = 0.0

    def add(self, counted: Counted, fade: float) -> None:
        """Let what there is fade, then add a bucket."""
        self.sum.add(counted.whole, counted.part, fade)
        if self.copied or counted.copied:
            self.copied = self.copied * fade + counted.copied
            self.copied_part = self.copied_part * fade + counted.copied_part
            if self.copied < NO_COPIES:
                self.copied = self.copied_part = 0.0


@dataclass(frozen=True, slots=True)
class Lengths:
    """Of a bucket, in hours of the brand's time, and of the windows, in buckets."""

    hours: float
    windows: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Look:
    """What the views say of a bucket: the mean of their scores, and that of the shortest window alone.

    `expected` is what is usual in one bucket at this hour, in the measure's own units. `uncopied` is the score of the
    messages that are no copies; None: too little is known of them.
    """

    score: float
    uncopied: float | None
    shortest: float
    expected: float


def lengths(hours: float, window_hours: tuple[float, ...]) -> Lengths:
    """The lengths for buckets of so many hours; a window has one bucket at least."""
    return Lengths(hours, tuple(max(1.0, each / hours) for each in window_hours))


def look(
    windows: list[Window],
    measure: Measure,
    counted: Counted,
    hour_of_week: int,
    sizes: Lengths,
    config: BaselineConfig,
    *,
    weight: float,
    min_known: int,
    teach_copies: bool = True,
) -> Look | None:
    """Add a bucket to every window, score it there, then learn from it with a weight; None: too little is known.

    Without `teach_copies` normal is learnt from the messages that are no copies.
    """
    scores: list[float] = []
    uncopied: list[float] = []
    expected = _in_units(measure, windows[0].usual.expected(hour_of_week), windows[0].sum)
    for window, buckets in zip(windows, sizes.windows, strict=True):
        window.add(counted, fade_of(buckets))
        sample = _sample(measure, window.sum.whole, window.sum.part, window.sum, min_known)
        if sample is None:
            continue
        scored = _scores(window, sample, hour_of_week)
        scores += scored
        rest: Sample | None = sample
        if window.copied:
            whole, part = window.sum.whole - window.copied, window.sum.part - window.copied_part
            rest = _sample(measure, max(0.0, whole), max(0.0, part), window.sum, min_known)
            scored = _scores(window, rest, hour_of_week) if rest is not None else []
        uncopied += scored
        taught = sample if teach_copies else rest
        if taught is not None:
            trend = Sample(taught.value - window.usual.season(hour_of_week), taught.sigma)
            window.usual.learn(taught, hour_of_week, sizes.hours, config, weight)
            window.recent.learn(trend, hour_of_week, sizes.hours, config, weight)
    if not scores:
        return None
    return Look(_mean(scores), _mean(uncopied) if uncopied else None, _mean(scores[:2]), expected)


def _mean(scores: list[float]) -> float:
    return sum(scores) / len(scores)


def _scores(window: Window, sample: Sample, hour_of_week: int) -> list[float]:
    """Against the usual, and less the season against the last half day."""
    trend = Sample(sample.value - window.usual.season(hour_of_week), sample.sigma)
    return [_score(window.usual.score(sample, hour_of_week)), _score(window.recent.score(trend, hour_of_week))]


def _score(deviations: float) -> float:
    """Log scale above normal, so that what is exponential there falls like a power: bursts of people do."""
    return math.log1p(deviations) if deviations > 0.0 else max(LEAST_SCORE, deviations * 0.3)


def _sample(measure: Measure, whole: float, part: float, fading: FadingSum, min_known: int) -> Sample | None:
    whole = whole * fading.scale
    if measure == "volume":
        return count_sample(whole, fading.buckets)
    return share_sample(part * fading.scale, whole) if whole >= min_known else None


def _in_units(measure: Measure, value: float, fading: FadingSum) -> float:
    if measure == "negative_share":
        return share_of(value)
    return count_of(value, fading.buckets) if fading.weight else 0.0
