"""How rarely a score is reached in a brand's own history: peaks over a high quantile, and the tail above it.

A peak is the highest score of one exceedance, from where the score passes the quantile until it has been below it for
`gap_hours`. Peaks are taken to exceed the quantile exponentially, at a rate and with a mean that are learnt from this
brand and drawn to a prior while there are few; where its tail is lighter or heavier than that, `shape` follows until
what is to come once in so many days does. So the one threshold is in words that a person sets.
"""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RarityConfig:
    """How the tail is learnt. The priors are what a stream shows in which only chance speaks.

    `quantiles` of the score that peaks are taken over: the rarity is the mean over all of them. `prior_peaks` is how
    many peaks the prior counts for, `memory_hours` the half-life of what was learnt, `quantile_rate` how fast the
    quantile moves an hour, in units of the score, `shape_rate` how far one peak moves the shape.
    """

    quantiles: tuple[float, ...] = (0.9, 0.95, 0.98)
    quantile: float = 0.75
    excess: float = 0.27
    hours_between: float = 24.0
    prior_peaks: float = 4.0
    memory_hours: float = 24.0 * 28.0
    gap_hours: float = 6.0
    quantile_rate: float = 0.03
    shape_rate: float = 0.1
    shape_most: float = 1.5


@dataclass(slots=True)
class Tail:
    """What is learnt of the scores above one quantile. A mutable accumulator; sums fade with the memory.

    `peak` is the excess of the exceedance that is not over, `below_hours` how long the score has been below again.
    """

    quantile: float
    peaks: float = 0.0
    excess: float = 0.0
    hours: float = 0.0
    shape: float = 0.0
    peak: float | None = None
    below_hours: float = 0.0

    def log_hours(self, score: float, config: RarityConfig) -> float:
        """The logarithm of the mean time, in hours, from one peak of at least this score to the next."""
        return (score - self.quantile) / self._scale(config) + math.log(self._hours_between(config))

    def learn(self, score: float, share: float, hours: float, asked_hours: float, config: RarityConfig) -> None:
        """Take a score in, of a bucket so many hours long; `share` of all scores are to be below the quantile."""
        fade = 0.5 ** (hours / config.memory_hours)
        self.peaks *= fade
        self.excess *= fade
        self.hours = self.hours * fade + hours
        excess = score - self.quantile
        self.quantile += config.quantile_rate * min(hours, 0.25) * (share - 1.0 + (excess > 0.0))
        if excess > 0.0:
            self.peak, self.below_hours = max(self.peak or 0.0, excess), 0.0
        elif self.peak is not None:
            self.below_hours += hours
            if self.below_hours >= config.gap_hours:
                self._end(self.peak, asked_hours, config)

    def _end(self, peak: float, asked_hours: float, config: RarityConfig) -> None:
        """Learn from an exceedance that is over; no crisis teaches more than a peak four times as rare as asked."""
        expected = asked_hours / self._hours_between(config)  # peaks in the time asked for
        scale = self._scale(config)
        reached = peak >= scale * math.log(max(expected, 2.0))
        self.excess += min(peak, scale * max(1.0, math.log(4.0 * max(expected, 0.25))))
        self.peaks += 1.0
        moved = self.shape + config.shape_rate * (reached - min(0.5, 1.0 / expected))
        self.shape = max(-config.shape_most, min(config.shape_most, moved))
        self.peak, self.below_hours = None, 0.0

    def _scale(self, config: RarityConfig) -> float:
        prior = config.prior_peaks
        return (config.excess * prior + self.excess) / (prior + self.peaks) * math.exp(self.shape)

    def _hours_between(self, config: RarityConfig) -> float:
        prior = config.prior_peaks
        return (config.hours_between * prior + self.hours) / (prior + self.peaks)
