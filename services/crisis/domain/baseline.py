"""The normal of a brand: a level plus hour-of-day plus hour-of-week, learnt robustly in O(1) a bucket."""

from __future__ import annotations

import math
from dataclasses import dataclass

HOURS_OF_DAY = 24
HOURS_OF_WEEK = 168
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
    `clip` bounds what one outlier teaches; `open_weight` is how much is learnt while an episode is open, small enough
    that a crisis does not become normal, not zero, so that a lasting change one day does.
    """

    level_half_life: float = 72.0
    day_half_life: float = 4.0
    week_half_life: float = 2.0
    scale_half_life: float = 96.0
    clip: float = 3.0
    open_weight: float = 0.1


@dataclass(slots=True)
class Baseline:
    """The learnt state of one measure. A mutable accumulator: copying 192 numbers a bucket would not be O(1)-cheap.

    `spread` is the mean absolute standardised residual (1 / MEAN_ABS_TO_SIGMA when only chance speaks).
    """

    level: float
    spread: float
    seen: int
    day: list[float]
    week: list[float]

    @classmethod
    def empty(cls) -> Baseline:
        """A baseline without observations."""
        return cls(0.0, 0.0, 0, [0.0] * HOURS_OF_DAY, [0.0] * HOURS_OF_WEEK)

    def expected(self, hour_of_week: int) -> float:
        """What is normal in this hour of the week (0 to 167), in the sample's transformed units."""
        return self.level + self.day[hour_of_week % HOURS_OF_DAY] + self.week[hour_of_week]

    def sigma(self) -> float:
        """How many chance deviations one deviation of this brand is: at least 1, more while few were seen."""
        learnt = max(1.0, self.spread * MEAN_ABS_TO_SIGMA)
        return learnt * (1.0 + 1.0 / math.sqrt(self.seen)) if self.seen else 1.0

    def score(self, sample: Sample, hour_of_week: int) -> float:
        """How far the sample is from normal, in robust standard deviations of this brand."""
        if self.seen == 0:
            return 0.0
        return (sample.value - self.expected(hour_of_week)) / (sample.sigma * self.sigma())

    def learn(
        self, sample: Sample, hour_of_week: int, bucket_hours: float, config: BaselineConfig, weight: float = 1.0
    ) -> None:
        """Move towards the sample, by less than `clip` deviations, and by `weight` of that (1 in quiet times)."""
        if self.seen == 0:
            self.level, self.spread, self.seen = sample.value, 1.0 / MEAN_ABS_TO_SIGMA, 1
            return
        bound = config.clip * self.sigma() * sample.sigma
        residual = max(-bound, min(bound, sample.value - self.expected(hour_of_week)))
        standardised = abs(residual) / sample.sigma
        hour_of_day = hour_of_week % HOURS_OF_DAY
        self.seen += 1
        rate = _rate(self.seen, bucket_hours, config.level_half_life)
        self.level += weight * rate * residual
        self.spread += weight * _rate(self.seen, bucket_hours, config.scale_half_life) * (standardised - self.spread)
        self.day[hour_of_day] += weight * _slot_rate(bucket_hours, config.day_half_life) * residual
        self.week[hour_of_week] += weight * _slot_rate(bucket_hours, config.week_half_life) * residual


def _rate(seen: int, bucket_hours: float, half_life: float) -> float:
    """Return the plain mean while little was seen, an exponential forgetting afterwards."""
    return float(max(1.0 / seen, 1.0 - 0.5 ** (bucket_hours / half_life)))


def _slot_rate(bucket_hours: float, half_life: float) -> float:
    return float(1.0 - 0.5 ** (bucket_hours / half_life))


def count_sample(count: int) -> Sample:
    """Stabilise a count: 2 sqrt(x + 3/8) has variance 1 whatever the mean of a Poisson count (Anscombe 1948)."""
    return Sample(2.0 * math.sqrt(count + 0.375), 1.0)


def count_of(value: float) -> float:
    """Turn a transformed value back into a count (not below 0)."""
    return max(0.0, (max(value, 0.0) / 2.0) ** 2 - 0.375)


def share_sample(part: int, whole: int) -> Sample:
    """Stabilise a share: 2 asin sqrt(p) has variance 1/n whatever p (Anscombe 1948); `whole` is at least 1."""
    return Sample(2.0 * math.asin(math.sqrt((part + 0.375) / (whole + 0.75))), 1.0 / math.sqrt(whole + 0.5))


def share_of(value: float) -> float:
    """Turn a transformed value back into a share from 0 to 1."""
    return float(math.sin(max(0.0, min(math.pi, value)) / 2.0) ** 2)
