"""The normal of a brand: a level, by wish with hour of day and day of week, learnt robustly in O(1) a bucket."""

from __future__ import annotations

import math
from dataclasses import dataclass

HOURS_OF_DAY = 24
DAYS_OF_WEEK = 7
HOURS_OF_WEEK = HOURS_OF_DAY * DAYS_OF_WEEK
MEAN_ABS_TO_SIGMA = math.sqrt(math.pi / 2)  # for a normal error, sigma = mean absolute deviation x this


@dataclass(frozen=True, slots=True)
class Sample:
    """One variance-stabilised observation: `value`, and the standard deviation it would have if only chance spoke."""

    value: float
    sigma: float


@dataclass(frozen=True, slots=True)
class BaselineConfig:
    """How fast normal is learnt. Half-lives are in hours of the brand's time, `clip` in standard deviations.

    `level_half_life` follows a brand that grows or shrinks, the seasonal ones are in hours *of that slot*.
    `clip` bounds what one outlier teaches; `open_weight` is how much is learnt while a surge is not over, small enough
    that a crisis does not become normal, not zero, so that a lasting change one day does.
    """

    level_half_life: float = 72.0
    recent_half_life: float = 12.0
    hour_half_life: float = 4.0
    weekday_half_life: float = 48.0
    scale_half_life: float = 96.0
    clip: float = 3.0
    open_weight: float = 0.1


@dataclass(slots=True)
class Baseline:
    """The learnt state of one measure. A mutable accumulator: copying its numbers a bucket would not be O(1)-cheap.

    `spread` is the mean absolute standardised residual (1 / MEAN_ABS_TO_SIGMA when only chance speaks). One without
    `hours` and `weekdays` knows no season.
    """

    level: float
    spread: float
    seen: int
    hours: list[float]
    weekdays: list[float]

    @classmethod
    def seasonal(cls) -> Baseline:
        """A baseline without observations that learns the hours of the day and the days of the week."""
        return cls(0.0, 1.0 / MEAN_ABS_TO_SIGMA, 0, [0.0] * HOURS_OF_DAY, [0.0] * DAYS_OF_WEEK)

    @classmethod
    def plain(cls) -> Baseline:
        """A baseline without observations that learns a level alone."""
        return cls(0.0, 1.0 / MEAN_ABS_TO_SIGMA, 0, [], [])

    def expected(self, hour_of_week: int) -> float:
        """What is normal in this hour of the week (0 to 167), in the sample's transformed units."""
        return self.level + self.season(hour_of_week)

    def season(self, hour_of_week: int) -> float:
        """What the hour and the day add to the level, or take from it; 0 where no season is known."""
        if not self.hours:
            return 0.0
        return self.hours[hour_of_week % HOURS_OF_DAY] + self.weekdays[hour_of_week // HOURS_OF_DAY]

    def sigma(self) -> float:
        """How many chance deviations one deviation of this brand is: at least 1, more while few were seen."""
        learnt = max(1.0, self.spread * MEAN_ABS_TO_SIGMA)
        return learnt * (1.0 + 1.0 / math.sqrt(self.seen)) if self.seen else 1.0

    def score(self, sample: Sample, hour_of_week: int) -> float:
        """How far the sample is from normal, in robust standard deviations of this brand."""
        if self.seen == 0:
            return 0.0
        return (sample.value - self.expected(hour_of_week)) / (sample.sigma * self.sigma())

    def learn(self, sample: Sample, hour_of_week: int, hours: float, config: BaselineConfig, weight: float) -> None:
        """Move towards the sample, by less than `clip` deviations, and by `weight` of that (1 in quiet times).

        `hours` is how much of the brand's time the sample is of.
        """
        if self.seen == 0:
            self.level, self.seen = sample.value, 1
            return
        bound = config.clip * self.sigma() * sample.sigma
        residual = max(-bound, min(bound, sample.value - self.expected(hour_of_week)))
        self.seen += 1
        half_life = config.level_half_life if self.hours else config.recent_half_life
        self.level += weight * max(1.0 / self.seen, _rate(hours, half_life)) * residual
        scale_rate = max(1.0 / self.seen, _rate(hours, config.scale_half_life))
        self.spread += weight * scale_rate * (abs(residual) / sample.sigma - self.spread)
        if self.hours:
            self.hours[hour_of_week % HOURS_OF_DAY] += weight * _rate(hours, config.hour_half_life) * residual
            self.weekdays[hour_of_week // HOURS_OF_DAY] += weight * _rate(hours, config.weekday_half_life) * residual


def _rate(hours: float, half_life: float) -> float:
    """The weight of what lasted so many hours, where older things lose half of theirs in a half-life."""
    return float(1.0 - 0.5 ** (hours / half_life))


def count_sample(count: float, buckets: float = 1.0) -> Sample:
    """Stabilise a count over some buckets, as a rate of one.

    2 sqrt(x + 3/8) has variance 1 whatever the mean of a Poisson count (Anscombe 1948).
    """
    return Sample(2.0 * math.sqrt((count + 0.375) / buckets), 1.0 / math.sqrt(buckets))


def count_of(value: float, buckets: float = 1.0) -> float:
    """Turn a transformed value back into the count of one bucket (not below 0)."""
    return max(0.0, (max(value, 0.0) / 2.0) ** 2 - 0.375 / buckets)


def share_sample(part: float, whole: float) -> Sample:
    """Stabilise a share: 2 asin sqrt(p) has variance 1/n whatever p (Anscombe 1948); `whole` is at least 1."""
    return Sample(2.0 * math.asin(math.sqrt((part + 0.375) / (whole + 0.75))), 1.0 / math.sqrt(whole + 0.5))


def share_of(value: float) -> float:
    """Turn a transformed value back into a share from 0 to 1."""
    return float(math.sin(max(0.0, min(math.pi, value)) / 2.0) ** 2)
